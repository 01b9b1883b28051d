/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;

/** State of users, of every kind, and timers. */
final class StateScenarios {
  private static final WindowFn<Object, ?> FIXED = FixedWindows.of(Duration.standardSeconds(4));
  private static final WindowFn<Object, ?> GLOBAL = new GlobalWindows();

  private StateScenarios() {}

  static List<Scenario> all() {
    return List.of(
        of("state", FIXED, new EveryStateFn()),
        of("state-globally", GLOBAL, new StateFns.Count()),
        of("time-sorted", GLOBAL, new StateFns.InOrderOfTime()),
        of("looping-timers", GLOBAL, new TimerFns.Looping()),
        of("timer-family", GLOBAL, new TimerFns.Family()),
        of("processing-time-timers", FIXED, new TimerFns.HoldBack()),
        Scenario.of(
            "batches",
            begin ->
                GroupingScenarios.read(begin, "batches")
                    .apply("Windows", Window.into(FIXED))
                    .apply(
                        "Batch",
                        GroupIntoBatches.<String, Integer>ofSize(3)
                            .withMaxBufferingDuration(Duration.millis(20)))
                    .apply("Format", ParDo.of(new StateFns.OfBatch()))));
  }

  private static Scenario of(
      String name, WindowFn<Object, ?> windows, DoFn<KV<String, Integer>, String> fn) {
    return Scenario.of(
        name,
        begin ->
            GroupingScenarios.read(begin, name)
                .apply("Windows", Window.into(windows))
                .apply("Do", ParDo.of(fn)));
  }
}
