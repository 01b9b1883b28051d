/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.millrace.testrunners.CrashingMillraceRunner;
import dev.millrace.testrunners.InlineMillraceRunner;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What passes on Millrace and what fails is exactly what we say. */
final class SuiteCheck {
  private static final String MILLRACE = "MillraceRunner";

  private static final Set<String> OURS =
      Set.of(
          MILLRACE,
          UnboundedReadsRunner.NAME,
          InlineMillraceRunner.NAME,
          CrashingMillraceRunner.NAME);

  private SuiteCheck() {}

  /** Runs {@code tests} and compares the outcome with the list of known failures, both ways. */
  static void passesButForKnownFailures(BeamTests tests) {
    BeamSuite suite = BeamSuite.configured(tests, MILLRACE);
    SortedSet<String> known = tests.knownFailures(suite.runner());

    SuiteResult result = suite.run(System.out::println);
    System.out.println(
        SuiteMain.OUTCOME
            + tests.label()
            + ": "
            + result.closingLine()
            + " ("
            + suite.report()
            + ")");

    assertAll(
        result.closingLine(),
        () -> assertEquals(Set.of(), without(result.failed(), known), "failed, not on the list"),
        () -> assertEquals(Set.of(), common(known, result.passed()), "on the list, but passed"),
        () ->
            assertEquals(
                Set.of(),
                judged(suite) ? without(result.uncounted(), tests.elsewhere()) : Set.of(),
                "assertions not counted"),
        () -> {
          if (suite.complete()) {
            int leftOut = tests.leftOut(suite.runner()).size();
            int ran = result.passed().size() + result.failed().size();
            assertEquals(tests.size(), ran + leftOut, "ran");
            assertEquals(Set.of(), without(known, result.failed()), "on the list, but not failed");
          } else {
            assertNotEquals(Set.of(), result.outcomes().keySet(), "selected nothing");
          }
        });
  }

  /** Runners of Beam, run here to compare, may switch metrics off behind themselves. */
  private static boolean judged(BeamSuite suite) {
    return OURS.contains(suite.runner());
  }

  private static SortedSet<String> without(Set<String> names, SortedSet<String> others) {
    var rest = new TreeSet<>(names);
    rest.removeAll(others);
    return rest;
  }

  private static SortedSet<String> common(SortedSet<String> names, SortedSet<String> others) {
    var both = new TreeSet<>(names);
    both.retainAll(others);
    return both;
  }
}
