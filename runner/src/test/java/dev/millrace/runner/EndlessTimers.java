/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Functions whose timers set themselves again for ever. */
final class EndlessTimers {
  private EndlessTimers() {}

  static final class LoopInEventTime extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    LoopInEventTime(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@TimerId("timer") Timer timer) {
      timer.set(Instant.EPOCH);
    }

    @OnTimer("timer")
    public void fire(@TimerId("timer") Timer timer) {
      if (endless.goesOn()) {
        timer.set(Instant.EPOCH);
      }
    }
  }

  static final class LoopInProcessingTime extends EndlessFn<KV<Integer, Long>, Integer> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    LoopInProcessingTime(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@TimerId("timer") Timer timer) {
      timer.offset(Duration.ZERO).setRelative();
    }

    @OnTimer("timer")
    public void fire(@TimerId("timer") Timer timer) {
      if (endless.goesOn()) {
        timer.offset(Duration.ZERO).setRelative();
      }
    }
  }
}
