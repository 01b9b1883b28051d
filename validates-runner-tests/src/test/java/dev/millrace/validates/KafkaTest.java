/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import org.junit.jupiter.api.Test;

/** The tests of the Kafka connector that run pipelines. */
class KafkaTest {
  @Test
  void passesButForKnownFailures() {
    SuiteCheck.passesButForKnownFailures(BeamTests.KAFKA);
  }
}
