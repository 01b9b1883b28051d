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

/** Reports elements and passes them on. */
final class Report extends DoFn<KV<String, String>, KV<String, String>> {
  private static final long serialVersionUID = 1L;

  private final Place place;

  Report(Place place) {
    this.place = place;
  }

  @ProcessElement
  public void process(
      @Element KV<String, String> element,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      PaneInfo pane,
      OutputReceiver<KV<String, String>> output) {
    place.report(element, timestamp, window, pane);
    output.output(element);
  }
}
