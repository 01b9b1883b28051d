/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.differential.generate.RandomPipelines;
import dev.millrace.differential.run.Outcome;
import dev.millrace.differential.run.Side;
import dev.millrace.differential.spec.RandomPipeline;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random pipelines come to the same whether what they group is in memory or on file.
 *
 * <p>One parallelism and another are not compared: their panes have been seen to differ. The likely
 * reason, which has not been proven, is that each instance holds the watermark for its own keys
 * alone.
 */
class SettingsTest {
  private static final int BRANCHES = 16;
  private static final int SEEDS = 4;
  private static final int FIRST_SEED = 1_001;
  private static final int SHARE_OF_HEAP = -1;

  static IntStream seeds() {
    return IntStream.range(FIRST_SEED, FIRST_SEED + SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void memoryDoesNotChangeTheOutcome(int seed) {
    RandomPipeline pipeline = RandomPipelines.of(seed, BRANCHES);
    for (int parallelism : new int[] {1, 2, 4}) {
      Outcome inMemory = Side.onMillrace(pipeline, parallelism, SHARE_OF_HEAP);
      Outcome onFile = Side.onMillrace(pipeline, parallelism, 0);
      assertEquals(inMemory, onFile, "parallelism " + parallelism);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theStateBackEndDoesNotChangeTheOutcome(int seed) {
    RandomPipeline pipeline = RandomPipelines.of(seed, BRANCHES);
    for (int parallelism : new int[] {1, 2}) {
      Outcome onHeap = Side.onMillrace(pipeline, parallelism, SHARE_OF_HEAP);
      Outcome inRocksDb = Side.onMillraceWithRocksDb(pipeline, parallelism);
      assertEquals(onHeap, inRocksDb, "parallelism " + parallelism);
    }
  }
}
