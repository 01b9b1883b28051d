/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.millrace.differential.build.Sightings.Sighting;
import dev.millrace.differential.generate.RandomPipelines;
import dev.millrace.differential.run.Outcome;
import dev.millrace.differential.run.Side;
import dev.millrace.differential.run.Side.Setting;
import dev.millrace.differential.spec.RandomPipeline;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random pipelines of which a function fails at a random element end, with the same failure of the
 * same step, whatever the settings.
 */
class FailuresTest {
  private static final int BRANCHES = 4;
  private static final int PIPELINES = 15;
  private static final int SEED = 9_001;

  static LongStream seeds() {
    long first = Properties.number("differential.seed", SEED);
    long pipelines = Properties.number("differential.failing", PIPELINES);
    return LongStream.range(first, first + pipelines);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  @Timeout(600)
  void settingsDoNotChangeTheFailure(long seed) {
    RandomPipeline pipeline = RandomPipelines.of(seed, BRANCHES);
    Outcome undisturbed = Side.MILLRACE.run(pipeline);
    assertEquals("", undisturbed.failure());
    List<Sighting> sightings = undisturbed.sightings();
    assumeFalse(sightings.isEmpty(), "nothing to fail at");
    Sighting at = sightings.get(new Random(seed).nextInt(sightings.size()));

    Map<String, String> failures = new TreeMap<>();
    for (int parallelism :
        pipeline.isSameAtAnyParallelism() ? new int[] {1, 4} : new int[] {pipeline.parallelism()}) {
      for (Setting setting : Setting.values()) {
        failures.put(
            setting + " at parallelism " + parallelism,
            Side.failureOnMillrace(pipeline, parallelism, at, setting));
      }
    }

    String first = failures.values().iterator().next();
    assertTrue(first.contains("a failure on purpose at " + at.text()), first);
    assertTrue(first.contains("@ProcessElement of " + at.branch() + "-"), first);
    failures.forEach(
        (settings, failure) -> assertEquals(first, failure, settings + "\n" + pipeline.told()));
  }
}
