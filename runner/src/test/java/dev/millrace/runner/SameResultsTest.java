/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A pipeline has the same results however it is run, and the right ones. */
@Timeout(60)
class SameResultsTest {
  private static final List<String> EXPECTED = RichResults.expected();

  static Stream<Arguments> settings() {
    return Stream.of(1, 2, 7)
        .flatMap(
            parallelism ->
                Stream.of(1, 256)
                    .flatMap(
                        chunk ->
                            Stream.of(1, 10_000)
                                .map(bundle -> Arguments.of(parallelism, chunk, bundle))));
  }

  @ParameterizedTest(name = "parallelism {0}, chunks of {1}, bundles of {2}")
  @MethodSource("settings")
  void resultsAreTheSame(int parallelism, int chunk, int bundle) {
    Pipeline pipeline =
        TestPipelines.withOptions(
            "--parallelism=" + parallelism,
            "--chunkElements=" + chunk,
            "--channelChunks=" + (chunk == 1 ? 1 : 8),
            "--maxBundleElements=" + bundle);

    assertEquals(String.join("\n", EXPECTED), String.join("\n", RichPipeline.run(pipeline)));
  }
}
