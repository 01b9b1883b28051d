/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import org.junit.jupiter.api.Test;

/** The tests of the SDK that run pipelines. */
class NeedsRunnerTest {
  @Test
  void passesButForKnownFailures() {
    SuiteCheck.passesButForKnownFailures(BeamTests.NEEDS_RUNNER);
  }
}
