/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Functions that set timers. */
final class TimerFns {
  private TimerFns() {}

  /** A timer at the time of the element. */
  static final class EventTime extends StateFns.Fn {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @Timestamp Instant timestamp,
        @TimerId("timer") Timer timer) {
      timer.set(timestamp);
    }

    @OnTimer("timer")
    public void fire(OutputReceiver<Long> output) {
      output.output(1L);
    }
  }

  /** All timers at one time. */
  static final class OneTime extends StateFns.Fn {
    private static final long serialVersionUID = 1L;
    private final int outputTimes;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    /** Whose output times differ if {@code outputTimes} is not 0. */
    OneTime(int outputTimes) {
      this.outputTimes = outputTimes;
    }

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @Timestamp Instant timestamp,
        @TimerId("timer") Timer timer) {
      Instant time = Instant.ofEpochMilli(1L << 40);
      timer.withOutputTimestamp(outputTimes == 0 ? time : timestamp).set(time);
    }

    @OnTimer("timer")
    public void fire(OutputReceiver<Long> output) {
      output.output(1L);
    }
  }

  /** A timer that sets itself some times. */
  static final class Looping extends StateFns.Fn {
    private static final long serialVersionUID = 1L;
    private final long times;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @StateId("fired")
    private final StateSpec<ValueState<Long>> firedSpec = StateSpecs.value();

    Looping(long times) {
      this.times = times;
    }

    @ProcessElement
    public void process(@Timestamp Instant timestamp, @TimerId("timer") Timer timer) {
      timer.set(timestamp);
    }

    @OnTimer("timer")
    public void fire(
        @Timestamp Instant timestamp,
        @TimerId("timer") Timer timer,
        @StateId("fired") ValueState<Long> fired,
        OutputReceiver<Long> output) {
      long before = fired.read() == null ? 0 : fired.read();
      fired.write(before + 1);
      if (before < times) {
        timer.set(timestamp.plus(Duration.millis(1)));
      }
      output.output(1L);
    }
  }

  /** Sets timers of the first so many numbers, and then deletes them. */
  static final class Deleting extends StateFns.Fn {
    private static final long serialVersionUID = 1L;
    private final long set;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    Deleting(long set) {
      this.set = set;
    }

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @Timestamp Instant timestamp,
        @TimerId("timer") Timer timer) {
      if (number.getValue() < set) {
        timer.set(timestamp);
      } else {
        timer.clear();
      }
    }

    @OnTimer("timer")
    public void fire(OutputReceiver<Long> output) {
      output.output(1L);
    }
  }

  /** A timer for each element, all of one key. */
  static final class Family extends StateFns.Fn {
    private static final long serialVersionUID = 1L;
    private final int times;

    @TimerFamily("family")
    @SuppressWarnings("unused") // Beam reads it
    private final TimerSpec spec = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    /** At one time if {@code times} is 0, else at that of the element. */
    Family(int times) {
      this.times = times;
    }

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @Timestamp Instant timestamp,
        @TimerFamily("family") TimerMap timers) {
      timers.set(
          number.getValue().toString(), times == 0 ? Instant.ofEpochMilli(1L << 40) : timestamp);
    }

    @OnTimerFamily("family")
    public void fire(@TimerId String id, OutputReceiver<Long> output) {
      output.output(Long.parseLong(id));
    }
  }

  static final class ProcessingTime extends StateFns.Fn {
    private static final long serialVersionUID = 1L;
    private final long millis;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    /** After {@code millis} milliseconds, as many as the number says if that is 0. */
    ProcessingTime(long millis) {
      this.millis = millis;
    }

    @ProcessElement
    public void process(@Element KV<Long, Long> number, @TimerId("timer") Timer timer) {
      timer.offset(Duration.millis(millis == 0 ? number.getValue() : millis)).setRelative();
    }

    @OnTimer("timer")
    public void fire(OutputReceiver<Long> output) {
      output.output(1L);
    }
  }

  static final class Expiry extends StateFns.Fn {
    private static final long serialVersionUID = 1L;

    @StateId("value")
    private final StateSpec<ValueState<Long>> spec = StateSpecs.value();

    @ProcessElement
    public void process(@Element KV<Long, Long> number, @StateId("value") ValueState<Long> value) {
      value.write(number.getValue());
    }

    @OnWindowExpiration
    public void expire(
        BoundedWindow window,
        @StateId("value") ValueState<Long> value,
        OutputReceiver<Long> output) {
      output.output(value.read());
    }
  }
}
