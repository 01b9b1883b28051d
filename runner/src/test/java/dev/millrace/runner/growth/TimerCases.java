/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.joda.time.Duration;

/** Timers that are pending, and the expiry of windows. */
final class TimerCases {
  private TimerCases() {}

  static List<GrowthCase> all() {
    return List.of(
        GrowthCase.of("timers of as many keys", n -> bounded(n, n, new TimerFns.EventTime())),
        GrowthCase.of("timers of as many windows", n -> windows(n, 1, new TimerFns.EventTime())),
        GrowthCase.of(
            "timers that fire while N are pending", n -> ahead(n, new TimerFns.EventTime())),
        GrowthCase.of(
            "timers of as many keys, at one time", n -> bounded(n, n, new TimerFns.OneTime(0))),
        GrowthCase.of("one timer that is set again", n -> bounded(n, 1, new TimerFns.EventTime())),
        GrowthCase.of(
            "one timer that is set again to one time", n -> bounded(n, 1, new TimerFns.OneTime(0))),
        GrowthCase.of(
            "timers that set themselves again",
            n -> bounded(n, 1_000, new TimerFns.Looping(n / 1_000))),
        GrowthCase.of(
            "a timer that sets itself again", n -> bounded(1, 1, new TimerFns.Looping(n))),
        GrowthCase.of(
            "timers of keys that are deleted", n -> bounded(2 * n, n, new TimerFns.Deleting(n))),
        GrowthCase.of("timers of a family", n -> bounded(n, 1, new TimerFns.Family(1))),
        GrowthCase.of(
            "timers of a family, at one time", n -> bounded(n, 1, new TimerFns.Family(0))),
        GrowthCase.of(
            "timers with early output times", n -> bounded(n, n, new TimerFns.OneTime(1))),
        GrowthCase.of("timers in processing time", n -> processingTime(n, n)),
        GrowthCase.of("a timer in processing time that is set again", n -> processingTime(n, 1)),
        GrowthCase.of("timers in processing time that fire one by one", TimerCases::oneByOne),
        GrowthCase.of("windows that expire", n -> windows(n, 1, new TimerFns.Expiry())),
        GrowthCase.of(
            "windows that expire of as many keys", n -> windows(n, n, new TimerFns.Expiry())),
        GrowthCase.of("keys of a window that expires", n -> bounded(n, n, new TimerFns.Expiry())),
        GrowthCase.of("windows that expire while N are open", n -> aheadInWindows(n, 1)),
        GrowthCase.of(
            "windows of as many keys that expire while N are open",
            n -> aheadInWindows(n, 1L << 40)));
  }

  private static Pipeline bounded(int n, long keys, StateFns.Fn fn) {
    return StateCases.run(Inputs.bounded(Inputs.pipeline(), n), Math.max(1, keys), fn);
  }

  private static Pipeline windows(int n, long keys, StateFns.Fn fn) {
    return StateCases.run(Inputs.bounded(Inputs.pipeline(), n).apply(Inputs.fixed(1)), keys, fn);
  }

  private static Pipeline ahead(int n, StateFns.Fn fn) {
    return StateCases.run(Inputs.ahead(n), 1L << 40, fn);
  }

  private static Pipeline aheadInWindows(int n, long keys) {
    return StateCases.run(Inputs.ahead(n).apply(Inputs.fixed(1)), keys, new TimerFns.Expiry());
  }

  private static Pipeline processingTime(int n, long keys) {
    return StateCases.run(
        Inputs.pipeline()
            .apply(
                Inputs.event(n)
                    .advanceProcessingTime(Duration.standardDays(1))
                    .advanceWatermarkToInfinity()),
        keys,
        new TimerFns.ProcessingTime(10));
  }

  // As many times as there are timers, the clock moves on to the next of them.
  private static Pipeline oneByOne(int n) {
    var stream = Inputs.event(n);
    for (int i = 0; i < n; i++) {
      stream = stream.advanceProcessingTime(Duration.millis(1));
    }
    return StateCases.run(
        Inputs.pipeline().apply(stream.advanceWatermarkToInfinity()),
        n,
        new TimerFns.ProcessingTime(0));
  }
}
