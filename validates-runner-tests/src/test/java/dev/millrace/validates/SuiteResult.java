/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How every test of a suite ended.
 *
 * @param options the pipeline options of the run
 * @param outcomes by test name
 * @param uncounted tests that passed with metrics switched off, so that no PAssert was counted
 * @param unloadable classes of the tests jar that could not be searched for tests
 */
record SuiteResult(
    String options, Map<String, Outcome> outcomes, Set<String> uncounted, List<String> unloadable) {
  private static final int SLOWEST = 10;

  /** How a test can end. */
  enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }

  /**
   * How one test ended.
   *
   * @param status the verdict
   * @param message first line of the failure or the reason for skipping; empty when passed
   * @param took wall time
   */
  record Outcome(Status status, String message, Duration took) {
    static Outcome passed(Duration took) {
      return new Outcome(Status.PASSED, "", took);
    }

    static Outcome failed(String message, Duration took) {
      return new Outcome(Status.FAILED, message, took);
    }

    static Outcome skipped(String reason) {
      return new Outcome(Status.SKIPPED, reason, Duration.ZERO);
    }
  }

  SortedSet<String> passed() {
    return named(Status.PASSED);
  }

  SortedSet<String> failed() {
    return named(Status.FAILED);
  }

  SortedSet<String> skipped() {
    return named(Status.SKIPPED);
  }

  String closingLine() {
    return passed().size() + " passed, " + failed().size() + " failed";
  }

  /** The report: counts, then every failure, every skip, and where the time went. */
  String report() {
    var text = new StringBuilder(closingLine() + "\noptions: " + options + "\n");
    section(text, "failed", failed());
    section(text, "skipped", skipped());
    text.append("\nslowest:\n");
    outcomes.entrySet().stream()
        .sorted(Comparator.comparing(e -> e.getValue().took(), Comparator.reverseOrder()))
        .limit(SLOWEST)
        .forEach(e -> line(text, e.getKey(), e.getValue().took().toMillis() + " ms"));
    section(text, "passed", passed());
    text.append("\npassed without counting assertions: ").append(uncounted.size()).append('\n');
    text.append("\nunloadable classes: ").append(unloadable.size()).append('\n');
    unloadable.forEach(name -> text.append("  ").append(name).append('\n'));
    return text.toString();
  }

  private void section(StringBuilder text, String title, SortedSet<String> names) {
    text.append('\n').append(title).append(": ").append(names.size()).append('\n');
    names.forEach(name -> line(text, name, outcomes.get(name).message()));
  }

  private static void line(StringBuilder text, String name, String remark) {
    text.append("  ").append(name).append(remark.isEmpty() ? "" : "  # " + remark).append('\n');
  }

  private SortedSet<String> named(Status status) {
    var byName = new TreeMap<>(outcomes);
    byName.values().removeIf(outcome -> outcome.status() != status);
    return new TreeSet<>(byName.keySet());
  }
}
