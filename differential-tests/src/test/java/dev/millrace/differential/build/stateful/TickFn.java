/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build.stateful;

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
import org.joda.time.Instant;

/** Ticks a few times from the first element of a key and window on, and passes elements on. */
final class TickFn extends DoFn<KV<String, String>, KV<String, String>> {
  private static final long serialVersionUID = 1L;
  private static final int TICKS = 5;
  private static final long MILLIS = 2;

  @StateId("ticks")
  private final StateSpec<ValueState<Integer>> ticksSpec = StateSpecs.value();

  @TimerId("tick")
  private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @ProcessElement
  public void process(
      @Element KV<String, String> element,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      @StateId("ticks") ValueState<Integer> ticks,
      @TimerId("tick") Timer tick,
      OutputReceiver<KV<String, String>> output) {
    output.output(element);
    if (ticks.read() == null) {
      ticks.write(0);
      tick.set(StatefulFns.within(window, timestamp, MILLIS));
    }
  }

  @OnTimer("tick")
  public void tick(
      OnTimerContext context,
      @Key String key,
      BoundedWindow window,
      @StateId("ticks") ValueState<Integer> ticks,
      @TimerId("tick") Timer tick,
      OutputReceiver<KV<String, String>> output) {
    int number = ticks.read() + 1;
    ticks.write(number);
    output.output(KV.of(key, "tick " + number));
    Instant next = context.fireTimestamp().plus(MILLIS);
    if (number < TICKS && !next.isAfter(window.maxTimestamp())) {
      tick.set(next);
    }
  }
}
