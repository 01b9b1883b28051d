/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.run;

import dev.millrace.differential.build.PipelineBuilder;
import dev.millrace.differential.build.Run;
import dev.millrace.differential.build.Sightings;
import dev.millrace.differential.build.Sightings.Sighting;
import dev.millrace.differential.spec.RandomPipeline;
import dev.millrace.runner.MillraceExecutionException;
import dev.millrace.runner.MillracePipelineOptions;
import dev.millrace.runner.MillraceRunner;
import dev.millrace.testrunners.CrashOptions;
import dev.millrace.testrunners.CrashingMillraceRunner;
import dev.millrace.testrunners.InlineMillraceRunner;
import java.io.IOException;
import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
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

  private static final int SHARE_OF_HEAP = -1;
  private static final String ROCKSDB = "rocksdb";
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

  /** Runs {@code pipeline} on Millrace with all state but what is worked on in RocksDB. */
  public static Outcome onMillraceWithRocksDb(RandomPipeline pipeline, int parallelism) {
    MillracePipelineOptions options =
        MILLRACE.options(parallelism).as(MillracePipelineOptions.class);
    options.setStateBackend(ROCKSDB);
    options.setStateMemoryMb(0);
    return run(pipeline, options);
  }

  /**
   * Runs {@code pipeline} on Millrace, crashing at random and going on from checkpoints, each time
   * at another parallelism if that does not change the outcome. Every other one has its state in
   * RocksDB.
   */
  public static Outcome onCrashingMillrace(RandomPipeline pipeline) {
    PipelineOptions options = MILLRACE.options(pipeline.parallelism());
    options.setRunner(CrashingMillraceRunner.class);
    options.as(CrashOptions.class).setCrashSeed(pipeline.seed());
    options.as(CrashOptions.class).setSameParallelism(!pipeline.isSameAtAnyParallelism());
    if (pipeline.seed() % 2 == 0) {
      options.as(MillracePipelineOptions.class).setStateBackend(ROCKSDB);
    }
    try {
      return Outcome.of(done(PipelineBuilder.build(pipeline, Run.counting(), options)).metrics());
    } catch (Exception e) {
      return Outcome.failed(told(e));
    }
  }

  /**
   * Runs {@code pipeline} on Millrace with a function that fails at {@code what}.
   *
   * @return how the failure is told to the user, empty if there is none
   */
  public static String failureOnMillrace(
      RandomPipeline pipeline, int parallelism, Sighting what, Setting setting) {
    PipelineOptions options = MILLRACE.options(parallelism);
    if (setting == Setting.INLINE) {
      options.setRunner(InlineMillraceRunner.class);
    } else {
      int memoryMb = setting == Setting.ON_FILE ? 0 : SHARE_OF_HEAP;
      options.as(MillracePipelineOptions.class).setGroupingMemoryMb(memoryMb);
    }
    try {
      done(PipelineBuilder.build(pipeline, Run.failing(what), options));
      return "";
    } catch (MillraceExecutionException e) {
      return "%s in %s of %s: %s"
          .formatted(e.getCause(), e.phase(), e.transform(), e.circumstances());
    } catch (Exception e) {
      return e.getSuppressed().length == 0
          ? told(e)
          : e.getCause() + " " + e.getSuppressed()[0].getMessage();
    }
  }

  /** How Millrace runs a pipeline. */
  public enum Setting {
    /** In one thread. */
    INLINE,
    /** What is grouped is in memory. */
    IN_MEMORY,
    /** What is grouped is on file. */
    ON_FILE
  }

  private static Outcome run(RandomPipeline pipeline, PipelineOptions options) {
    Run run = Run.seen();
    Sightings.expect(run);
    String failure = failure(PipelineBuilder.build(pipeline, run, options));
    List<Sighting> sightings = Sightings.take(run);
    return failure.isEmpty() ? Outcome.of(sightings) : Outcome.failed(failure);
  }

  private static String failure(Pipeline pipeline) {
    try {
      done(pipeline);
      return "";
    } catch (Exception e) {
      return told(e);
    }
  }

  private static PipelineResult done(Pipeline pipeline) throws IOException {
    PipelineResult result = pipeline.run();
    PipelineResult.State state = result.waitUntilFinish(LIMIT);
    if (state != PipelineResult.State.DONE) {
      result.cancel();
      throw new IllegalStateException(
          "not done after " + LIMIT.getStandardSeconds() + " s, but " + state);
    }
    return result;
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
