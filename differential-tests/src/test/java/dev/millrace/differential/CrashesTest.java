/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.differential.generate.RandomPipelines;
import dev.millrace.differential.run.Outcome;
import dev.millrace.differential.run.Side;
import dev.millrace.differential.spec.RandomPipeline;
import dev.millrace.testrunners.CrashingMillraceRunner;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random pipelines that crash and go on from checkpoints put out what they do undisturbed, each
 * output as often.
 */
class CrashesTest {
  private static final int BRANCHES = 4;
  private static final int PIPELINES = 20;
  private static final int SEED = 5_001;

  static LongStream seeds() {
    long first = Properties.number("differential.seed", SEED);
    long pipelines = Properties.number("differential.crashing", PIPELINES);
    return LongStream.range(first, first + pipelines);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  @Timeout(600)
  void crashesDoNotChangeTheOutcome(long seed) {
    RandomPipeline pipeline = RandomPipelines.of(seed, BRANCHES);
    Outcome undisturbed = Side.MILLRACE.run(pipeline);
    Outcome crashed = Side.onCrashingMillrace(pipeline);
    assertAll(
        pipeline.told(),
        () -> assertEquals("", undisturbed.failure()),
        () -> assertEquals("", crashed.failure()),
        () ->
            assertEquals(
                List.of(), undisturbed.without(crashed), "put out undisturbed, but not crashed"),
        () ->
            assertEquals(
                List.of(), crashed.without(undisturbed), "put out crashed, but not undisturbed"));
  }

  @AfterAll
  static void thereHaveBeenCrashes() {
    System.out.println("differential: " + CrashingMillraceRunner.told());
    if (Properties.number("differential.crashing", PIPELINES) >= PIPELINES) {
      assertTrue(CrashingMillraceRunner.restored() > 0, "none began from a checkpoint");
    }
  }
}
