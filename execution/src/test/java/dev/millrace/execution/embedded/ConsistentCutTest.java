/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Checkpoints of random jobs, see {@link CutTrial}. The long version is not part of the normal
 * build; it runs as {@link JobStressTest} does.
 */
class ConsistentCutTest {

  @Test
  void checkpointsAreConsistentCutsAndNothingIsLostOrDoubled() throws Exception {
    CutTrial.repeat(3, 7);
  }

  @Test
  @Tag("stress")
  void checkpointsAreConsistentCutsForLong() throws Exception {
    CutTrial.repeat(
            Long.getLong("stress.seconds", 20), Long.getLong("stress.seed", System.nanoTime()))
        .forEach(System.out::println);
  }
}
