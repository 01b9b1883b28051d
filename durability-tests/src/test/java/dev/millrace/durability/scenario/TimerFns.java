/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import dev.millrace.durability.child.Moment;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Functions with timers. */
final class TimerFns {
  private TimerFns() {}

  /** A timer per key that sets itself again each second of event time, so many times. */
  static final class Looping extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;
    private static final int TICKS = 23;
    private static final Duration EVERY = Duration.standardSeconds(1);

    @StateId("ticks")
    private final StateSpec<ValueState<Integer>> ticksSpec = StateSpecs.value(VarIntCoder.of());

    @TimerId("tick")
    private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(@StateId("ticks") ValueState<Integer> ticks, @TimerId("tick") Timer tick) {
      if (ticks.read() == null) {
        ticks.write(0);
        tick.set(Events.START.plus(EVERY));
      }
    }

    @OnTimer("tick")
    public void tick(
        OnTimerContext context,
        @Key String key,
        @StateId("ticks") ValueState<Integer> ticks,
        @TimerId("tick") Timer tick) {
      Moment.TIMER.reached();
      int count = ticks.read() + 1;
      ticks.write(count);
      context.output(key + " tick " + count + " at " + context.fireTimestamp());
      if (count < TICKS) {
        tick.set(context.fireTimestamp().plus(EVERY));
      }
    }
  }

  /** A timer for each value, of one family. */
  static final class Family extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;
    private static final Duration DELAY = Duration.millis(700);

    @TimerFamily("values")
    @SuppressWarnings("unused") // Beam reads it
    private final TimerSpec valuesSpec = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Integer> event,
        @Timestamp Instant time,
        @TimerFamily("values") TimerMap values) {
      values.get("of " + event.getValue()).withOutputTimestamp(time).set(time.plus(DELAY));
    }

    @OnTimerFamily("values")
    public void fire(
        @TimerId String id,
        @Key String key,
        @Timestamp Instant time,
        OutputReceiver<String> output) {
      Moment.TIMER.reached();
      output.output(key + " " + id + " at " + time);
    }
  }

  /**
   * Holds values back for a little while of processing time, or until the window ends. The timer
   * sets itself again some times.
   */
  static final class HoldBack extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;
    private static final Duration DELAY = Duration.millis(15);
    private static final int MOST_IN_A_ROW = 5;

    @StateId("held")
    private final StateSpec<BagState<Integer>> heldSpec = StateSpecs.bag(VarIntCoder.of());

    @StateId("fired")
    private final StateSpec<ValueState<Integer>> firedSpec = StateSpecs.value(VarIntCoder.of());

    @TimerId("release")
    private final TimerSpec releaseSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Integer> event,
        BoundedWindow window,
        @StateId("held") BagState<Integer> held,
        @StateId("fired") ValueState<Integer> fired,
        @TimerId("release") Timer release,
        @TimerId("end") Timer end) {
      held.add(event.getValue());
      fired.write(0);
      release.offset(DELAY).setRelative();
      end.set(window.maxTimestamp());
    }

    @OnTimer("release")
    public void release(
        @Key String key,
        BoundedWindow window,
        @StateId("held") BagState<Integer> held,
        @StateId("fired") ValueState<Integer> fired,
        @TimerId("release") Timer release,
        OutputReceiver<String> output) {
      Moment.TIMER.reached();
      flush(key, window, held, output);
      int count = fired.read() + 1;
      fired.write(count);
      if (count < MOST_IN_A_ROW) {
        release.offset(DELAY).setRelative();
      }
    }

    @OnTimer("end")
    public void end(
        @Key String key,
        BoundedWindow window,
        @StateId("held") BagState<Integer> held,
        OutputReceiver<String> output) {
      flush(key, window, held, output);
    }

    private static void flush(
        String key, BoundedWindow window, BagState<Integer> held, OutputReceiver<String> output) {
      held.read().forEach(value -> output.output(key + " " + window + " " + value));
      held.clear();
    }
  }
}
