/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import org.junit.jupiter.api.Test;

/** The tests of the Avro extension that run pipelines. */
class AvroTest {
  @Test
  void passesButForKnownFailures() {
    SuiteCheck.passesButForKnownFailures(BeamTests.AVRO);
  }
}
