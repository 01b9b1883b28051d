/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import org.junit.jupiter.api.Test;

/** The tests of the library that runners share. */
class RunnersCoreTest {
  @Test
  void passesButForKnownFailures() {
    SuiteCheck.passesButForKnownFailures(BeamTests.RUNNERS_CORE);
  }
}
