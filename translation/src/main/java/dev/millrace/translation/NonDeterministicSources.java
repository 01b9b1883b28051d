/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.ReadBounded;
import dev.millrace.translation.plan.Plan;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells the reads of a plan whose source the user has named as one that is not repeatable. */
final class NonDeterministicSources {
  private NonDeterministicSources() {}

  /**
   * {@code plan} with all reads of bounded sources that {@code names} tells of marked.
   *
   * @throws IllegalArgumentException if a name tells of none
   */
  static Plan mark(Plan plan, Set<String> names) {
    if (names.isEmpty()) {
      return plan;
    }
    Set<String> reads = new TreeSet<>();
    plan.operators().stream()
        .filter(ReadBounded.class::isInstance)
        .forEach(read -> reads.add(read.transform()));
    Set<String> unknown = new TreeSet<>(names);
    unknown.removeIf(
        name ->
            name.equals(TranslationOptions.ALL_SOURCES)
                || reads.stream().anyMatch(read -> isIn(read, name)));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "--nonDeterministicSources: no bounded source is read in "
              + String.join(", ", unknown)
              + ". Give the full name of a read, or of a composite around it, or * for all. "
              + (reads.isEmpty()
                  ? "There are none"
                  : "These are read: " + String.join(", ", reads)));
    }
    List<OperatorSpec> marked =
        plan.operators().stream().map(operator -> marked(operator, names)).toList();
    return new Plan(marked, plan.collections());
  }

  private static OperatorSpec marked(OperatorSpec operator, Set<String> names) {
    if (operator instanceof ReadBounded read
        && names.stream().anyMatch(name -> isIn(read.transform(), name))) {
      return new ReadBounded(read.transform(), read.source(), false, read.output());
    }
    return operator;
  }

  private static boolean isIn(String read, String name) {
    return name.equals(TranslationOptions.ALL_SOURCES)
        || read.equals(name)
        || read.startsWith(name + "/");
  }
}
