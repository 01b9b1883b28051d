/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The suite can fail: a runner that does nothing passes only the tests that need no runner. */
@DisabledIfSystemProperty(named = "suite.select", matches = ".+")
@DisabledIfSystemProperty(named = "suite.runner", matches = ".+")
class NegativeControlTest {
  private static final int MUST_FAIL = 364;

  @Test
  void whenNothingIsExecuted_thenOnlyTestsThatNeedNoRunnerPass() {
    SuiteResult result =
        BeamSuite.configured(BeamTests.VALIDATES_RUNNER, "DoNothingRunner").run(line -> {});
    System.out.println(
        "negative control: nothing executed, " + result.failed().size() + " tests noticed");

    assertAll(
        () -> assertEquals(TestList.read("passes-on-nothing.txt"), result.passed(), "passed"),
        () -> assertEquals(MUST_FAIL, result.failed().size(), "failed"));
  }
}
