/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.millrace;

import com.google.auto.service.AutoService;
import dev.millrace.benchmarks.state.PublishedFigures;
import dev.millrace.benchmarks.state.RunningJob;
import dev.millrace.benchmarks.state.StateEngine;
import dev.millrace.benchmarks.state.StateJob;
import dev.millrace.runner.MillracePipelineResult;
import dev.millrace.runner.PublishedCheckpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.ParDo;

/** Millrace with state in the heap, or in RocksDB. */
@AutoService(StateEngine.class)
public final class MillraceStateEngine implements StateEngine {
  private static final Map<String, String> BACKENDS =
      Map.of("millrace-checkpoints", "heap", "millrace-rocksdb", "rocksdb");

  @Override
  public boolean isNamed(String name) {
    return BACKENDS.containsKey(name);
  }

  @Override
  public RunningJob start(String engine, StateJob job) {
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=MillraceRunner",
                    "--jobName=state",
                    "--blockOnRun=false",
                    "--maxRestarts=0",
                    "--stateBackend=" + BACKENDS.get(engine),
                    "--checkpointDirectory=" + job.checkpoints(),
                    "--checkpointEveryMillis=" + job.everyMillis())
                .withValidation()
                .create());
    pipeline
        .apply("Read", Read.from(UpdateSource.all(job.updates())))
        .apply("Update", ParDo.of(new UpdateFn(job.updates())))
        .apply("Arrive", ParDo.of(new ArriveFn(job.updates())));
    return new Running((MillracePipelineResult) pipeline.run());
  }

  private record Running(MillracePipelineResult result) implements RunningJob {
    @Override
    public List<PublishedFigures> published() {
      return result.latestCheckpoint().map(Running::figures).stream().toList();
    }

    private static PublishedFigures figures(PublishedCheckpoint checkpoint) {
      return new PublishedFigures(
          checkpoint.number(),
          checkpoint.began().toEpochMilli(),
          micros(checkpoint.untilPublished()),
          checkpoint.bytesWritten(),
          checkpoint.tasks().stream().map(task -> micros(task.pause())).toList());
    }

    private static long micros(Duration duration) {
      return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    @Override
    public void check() {
      if (result.getState() != PipelineResult.State.RUNNING) {
        result.waitUntilFinish();
        throw new IllegalStateException("the pipeline ended as " + result.getState());
      }
    }
  }
}
