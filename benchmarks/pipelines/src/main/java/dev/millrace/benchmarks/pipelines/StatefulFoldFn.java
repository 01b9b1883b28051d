/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import dev.millrace.benchmarks.workload.Functions;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;

/** Folds values in state, and emits the fold of a key and window when the window ends. */
final class StatefulFoldFn extends DoFn<KV<Long, Long>, KV<Long, Long>> {
  private static final long serialVersionUID = 1L;

  @StateId("folded")
  private final StateSpec<ValueState<Long>> foldedSpec = StateSpecs.value(VarLongCoder.of());

  @TimerId("end")
  private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @ProcessElement
  public void process(
      @Element KV<Long, Long> element,
      BoundedWindow window,
      @StateId("folded") ValueState<Long> folded,
      @TimerId("end") Timer end) {
    Long before = folded.read();
    folded.write(Functions.fold(before == null ? 0 : before, element.getValue()));
    end.set(window.maxTimestamp());
  }

  @OnTimer("end")
  public void end(
      @Key Long key,
      BoundedWindow window,
      @StateId("folded") ValueState<Long> folded,
      OutputReceiver<KV<Long, Long>> out) {
    out.output(KV.of(key, Functions.inWindow(folded.read(), window.maxTimestamp().getMillis())));
  }
}
