/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All scenarios. */
public final class Scenarios {
  private static final Map<String, Scenario> ALL = new LinkedHashMap<>();

  static {
    Stream.of(
            GroupingScenarios.all(),
            StateScenarios.all(),
            SourceScenarios.all(),
            SideInputScenarios.all(),
            GuaranteeScenarios.all(),
            SinkScenarios.all())
        .flatMap(List::stream)
        .forEach(scenario -> ALL.put(scenario.name(), scenario));
  }

  private Scenarios() {}

  /** The names of all. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** Those that {@code names} names, separated by commas. */
  public static List<Scenario> named(String names) {
    return Arrays.stream(names.split(",", -1)).map(Scenarios::one).toList();
  }

  private static Scenario one(String name) {
    Scenario scenario = ALL.get(name.strip());
    if (scenario == null) {
      throw new IllegalArgumentException(
          "There is no scenario " + name + "; there are " + ALL.keySet());
    }
    return scenario;
  }
}
