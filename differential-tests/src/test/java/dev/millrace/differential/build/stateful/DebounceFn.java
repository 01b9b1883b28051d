/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build.stateful;

import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** Keeps elements until none has come for a while; every element sets the timer anew. */
final class DebounceFn extends DoFn<KV<String, String>, KV<String, String>> {
  private static final long serialVersionUID = 1L;
  private static final long MILLIS = 3;

  @StateId("values")
  private final StateSpec<BagState<String>> valuesSpec = StateSpecs.bag();

  @TimerId("quiet")
  private final TimerSpec quietSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @ProcessElement
  public void process(
      @Element KV<String, String> element,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      @StateId("values") BagState<String> values,
      @TimerId("quiet") Timer quiet) {
    values.add(element.getValue());
    quiet.set(StatefulFns.within(window, timestamp, MILLIS));
  }

  @OnTimer("quiet")
  public void quiet(
      @Key String key,
      @StateId("values") BagState<String> values,
      OutputReceiver<KV<String, String>> output) {
    output.output(KV.of(key, StatefulFns.told("quiet", values.read())));
    values.clear();
  }
}
