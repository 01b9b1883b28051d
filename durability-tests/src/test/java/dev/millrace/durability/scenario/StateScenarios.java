/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.List;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.joda.time.Duration;

/** State of users, of every kind. */
final class StateScenarios {
  private StateScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "state",
            begin ->
                GroupingScenarios.read(begin, "state")
                    .apply("Windows", Window.into(FixedWindows.of(Duration.standardSeconds(4))))
                    .apply("Keep", ParDo.of(new EveryStateFn()))));
  }
}
