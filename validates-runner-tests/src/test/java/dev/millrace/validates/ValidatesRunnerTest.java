/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import org.junit.jupiter.api.Test;

/** The tests of the SDK that every runner should pass. */
class ValidatesRunnerTest {
  @Test
  void passesButForKnownFailures() {
    SuiteCheck.passesButForKnownFailures(BeamTests.VALIDATES_RUNNER);
  }
}
