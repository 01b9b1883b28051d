/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.suite;

import dev.millrace.validates.SuiteMain;
import org.junit.jupiter.api.Test;

/** The tests of the SDK that every runner should pass; in each build a sample of them. */
class ValidatesRunnerOnFlinkTest {
  @Test
  void passesButForKnownFailures() {
    SuiteMain.check("VALIDATES_RUNNER");
  }
}
