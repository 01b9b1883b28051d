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

/** Keeps elements until the end of their window, and late ones for as long as a timer takes. */
final class CollectFn extends DoFn<KV<String, String>, KV<String, String>> {
  private static final long serialVersionUID = 1L;

  @StateId("values")
  private final StateSpec<BagState<String>> valuesSpec = StateSpecs.bag();

  @TimerId("end")
  private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @ProcessElement
  public void process(
      @Element KV<String, String> element,
      BoundedWindow window,
      @StateId("values") BagState<String> values,
      @TimerId("end") Timer end) {
    values.add(element.getValue());
    end.set(window.maxTimestamp());
  }

  @OnTimer("end")
  public void end(
      @Key String key,
      @StateId("values") BagState<String> values,
      OutputReceiver<KV<String, String>> output) {
    output.output(KV.of(key, StatefulFns.told("collected", values.read())));
    values.clear();
  }
}
