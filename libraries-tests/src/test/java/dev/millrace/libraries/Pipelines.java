/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Pipelines on Millrace. */
public final class Pipelines {
  private Pipelines() {}

  /** A pipeline for Millrace with two instances of each stage, and further options. */
  public static Pipeline create(String... options) {
    Stream<String> runner = Stream.of("--runner=MillraceRunner", "--parallelism=2");
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs(
                Stream.concat(runner, Stream.of(options)).toArray(String[]::new))
            .create());
  }

  /** Runs the pipeline, which must end well. */
  public static void run(Pipeline pipeline) {
    assertEquals(State.DONE, pipeline.run().waitUntilFinish());
  }
}
