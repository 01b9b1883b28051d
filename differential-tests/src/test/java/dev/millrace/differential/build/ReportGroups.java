/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** Makes one value of a group, in an order of its own, and reports it. */
final class ReportGroups extends DoFn<KV<String, Iterable<String>>, KV<String, String>> {
  private static final long serialVersionUID = 1L;

  private final Place place;

  ReportGroups(Place place) {
    this.place = place;
  }

  @ProcessElement
  public void process(
      @Element KV<String, Iterable<String>> group,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      PaneInfo pane,
      OutputReceiver<KV<String, String>> output) {
    KV<String, String> element = KV.of(group.getKey(), Values.joined(group.getValue()));
    place.report(element, timestamp, window, pane);
    output.output(element);
  }
}
