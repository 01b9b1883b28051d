/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.kill;

import dev.millrace.durability.child.DurableJob;
import dev.millrace.durability.child.Results;
import dev.millrace.durability.child.Work;
import dev.millrace.durability.scenario.Scenario;
import dev.millrace.durability.scenario.Scenarios;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is wrong with what some lives have left together. */
final class Lives {
  private static final int SHOWN = 12;

  private Lives() {}

  /** Compares what is in {@code work} after so many lives with {@code reference}. */
  static List<String> differences(
      String scenarios, Path work, int lives, Life.End last, Path reference) {
    List<String> violations = Work.noted(work, Work.VIOLATIONS);
    List<String> differences =
        new ArrayList<>(violations.subList(0, Math.min(SHOWN, violations.size())));
    for (Scenario scenario : Scenarios.named(scenarios)) {
      List<String> expected = scenario.results(reference);
      compare(differences, scenario.name(), expected, scenario.results(work));
      differences.addAll(scenario.faults(work, lives - 1));
      if (scenario.isNoted()) {
        compareNotes(differences, scenario.name(), expected, work, lives);
        String counted = DurableJob.COUNTED + scenario.name() + " " + expected.size();
        if (!last.output().contains(counted)) {
          differences.add(scenario.name() + ": the committed counter is not " + expected.size());
        }
      }
      if (expected.isEmpty()) {
        differences.add(scenario.name() + ": the undisturbed run has no results");
      }
    }
    return differences;
  }

  private static void compare(
      List<String> differences, String name, List<String> expected, List<String> actual) {
    Map<String, Integer> surplus = new TreeMap<>();
    actual.forEach(line -> surplus.merge(line, 1, Integer::sum));
    expected.forEach(line -> surplus.merge(line, -1, Integer::sum));
    surplus.values().removeIf(count -> count == 0);
    surplus.entrySet().stream()
        .limit(SHOWN)
        .forEach(
            entry ->
                differences.add(
                    name
                        + (entry.getValue() > 0 ? ": too often: " : ": missing: ")
                        + entry.getKey()));
    if (surplus.size() > SHOWN) {
      differences.add(
          name + ": and so on, " + surplus.size() + " beside " + expected.size() + " expected");
    }
  }

  private static void compareNotes(
      List<String> differences, String name, List<String> expected, Path work, int lives) {
    Set<String> unseen = new HashSet<>(expected);
    for (int life = 0; life < lives; life++) {
      List<String> noted = Work.noted(work, Results.notes(name, life));
      Set<String> once = new HashSet<>();
      for (String line : noted) {
        if (!once.add(line)) {
          differences.add(name + ": put out twice in life " + life + ": " + line);
        }
      }
      unseen.removeAll(once);
    }
    unseen.stream()
        .limit(SHOWN)
        .forEach(line -> differences.add(name + ": put out by no process: " + line));
  }
}
