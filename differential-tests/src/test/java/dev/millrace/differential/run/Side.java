/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.run;

import dev.millrace.differential.build.PipelineBuilder;
import dev.millrace.differential.build.Sightings;
import dev.millrace.differential.spec.RandomPipeline;
import dev.millrace.runner.MillracePipelineOptions;
import dev.millrace.runner.MillraceRunner;
import java.util.List;
import java.util.UUID;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.PortablePipelineOptions;
import org.joda.time.Duration;

/** One of the two runners that are compared. */
public enum Side {
  MILLRACE {
    @Override
    PipelineOptions options(int parallelism) {
      MillracePipelineOptions options =
          PipelineOptionsFactory.create().as(MillracePipelineOptions.class);
      options.setRunner(MillraceRunner.class);
      options.setBlockOnRun(false);
      options.setParallelism(parallelism);
      return options;
    }
  },
  DIRECT {
    @Override
    PipelineOptions options(int parallelism) {
      DirectOptions options = PipelineOptionsFactory.create().as(DirectOptions.class);
      options.setRunner(DirectRunner.class);
      options.setBlockOnRun(false);
      options.setTargetParallelism(2);
      options.as(PortablePipelineOptions.class).setDefaultEnvironmentType("EMBEDDED");
      options.setEnforceEncodability(false);
      options.setEnforceImmutability(false);
      return options;
    }
  };

  private static final Duration LIMIT = Duration.standardSeconds(300);

  abstract PipelineOptions options(int parallelism);

  /** Runs {@code pipeline} to its end, or until it has taken far too long. */
  public Outcome run(RandomPipeline pipeline) {
    return run(pipeline, options(pipeline.parallelism()));
  }

  /**
   * Runs {@code pipeline} on Millrace with other settings than usual.
   *
   * @param groupingMemoryMb how much may be in memory; with 0 all that is grouped goes to files
   */
  public static Outcome onMillrace(RandomPipeline pipeline, int parallelism, int groupingMemoryMb) {
    PipelineOptions options = MILLRACE.options(parallelism);
    options.as(MillracePipelineOptions.class).setGroupingMemoryMb(groupingMemoryMb);
    return run(pipeline, options);
  }

  private static Outcome run(RandomPipeline pipeline, PipelineOptions options) {
    String run = UUID.randomUUID().toString();
    Sightings.expect(run);
    String failure = failure(pipeline, run, options);
    List<Sightings.Sighting> sightings = Sightings.take(run);
    return failure.isEmpty() ? Outcome.of(sightings) : Outcome.failed(failure);
  }

  private static String failure(RandomPipeline pipeline, String run, PipelineOptions options) {
    try {
      PipelineResult result = PipelineBuilder.build(pipeline, run, options).run();
      PipelineResult.State state = result.waitUntilFinish(LIMIT);
      if (state == PipelineResult.State.DONE) {
        return "";
      }
      result.cancel();
      return state == null ? "not done after " + LIMIT.getStandardSeconds() + " s" : "" + state;
    } catch (Exception e) {
      return told(e);
    }
  }

  private static String told(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      text.append(text.isEmpty() ? "" : "\n  caused by ").append(cause);
      for (int i = 0; i < Math.min(4, cause.getStackTrace().length); i++) {
        text.append("\n    at ").append(cause.getStackTrace()[i]);
      }
    }
    return text.toString();
  }
}
