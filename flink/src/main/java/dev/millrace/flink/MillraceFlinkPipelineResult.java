/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import dev.millrace.execution.embedded.WaitInterruptedException;
import dev.millrace.execution.embedded.metrics.JobMetrics;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.runner.MillraceExecutionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.util.SerializedThrowable;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * A pipeline that runs on Flink, or has run.
 *
 * <p>Threading: all methods may be called by any thread.
 */
public final class MillraceFlinkPipelineResult implements PipelineResult {
  private final JobClient job;

  MillraceFlinkPipelineResult(JobClient job) {
    this.job = job;
  }

  /** The id of the job in Flink. */
  public String jobId() {
    return job.getJobID().toHexString();
  }

  /** What has become of the pipeline as of now. */
  @Override
  public State getState() {
    if (job.getJobExecutionResult().isDone()) {
      return endState();
    }
    try {
      return state(job.getJobStatus().get());
    } catch (ExecutionException e) {
      // It has ended meanwhile, and a Flink in this process with it.
      return job.getJobExecutionResult().isDone() ? endState() : State.UNKNOWN;
    } catch (InterruptedException e) {
      throw WaitInterruptedException.keeping(e);
    }
  }

  private State endState() {
    try {
      job.getJobExecutionResult().get();
      return State.DONE;
    } catch (ExecutionException e) {
      return isCancellation(e) ? State.CANCELLED : State.FAILED;
    } catch (InterruptedException e) {
      throw WaitInterruptedException.keeping(e);
    }
  }

  private static State state(JobStatus status) {
    return switch (status) {
      case FINISHED -> State.DONE;
      case FAILED -> State.FAILED;
      case CANCELED -> State.CANCELLED;
      default -> State.RUNNING;
    };
  }

  /** Stops the pipeline, and answers its state. */
  @Override
  public State cancel() {
    try {
      job.cancel().get();
      job.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      return getState();
    } catch (InterruptedException e) {
      throw WaitInterruptedException.keeping(e);
    }
    return getState();
  }

  /**
   * Waits for the end of the pipeline.
   *
   * @return {@code DONE}, or {@code CANCELLED}
   * @throws MillraceExecutionException if the pipeline failed, each time this is called
   */
  @Override
  public State waitUntilFinish() {
    State end = waitUntilFinish(Duration.ZERO);
    return end == null ? State.UNKNOWN : end;
  }

  /**
   * Waits for the end of the pipeline, at most for {@code duration}.
   *
   * @param duration less than a millisecond, or null, to wait for as long as it takes
   * @return the state, or null if the time was up before the end
   * @throws MillraceExecutionException if the pipeline failed, each time this is called
   */
  @Override
  public @Nullable State waitUntilFinish(@Nullable Duration duration) {
    long millis = duration == null ? 0 : duration.getMillis();
    try {
      if (millis < 1) {
        job.getJobExecutionResult().get();
      } else {
        job.getJobExecutionResult().get(millis, TimeUnit.MILLISECONDS);
      }
      return State.DONE;
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      if (isCancellation(e)) {
        return State.CANCELLED;
      }
      throw MillraceExecutionException.of(failure(e));
    } catch (InterruptedException e) {
      throw WaitInterruptedException.keeping(e);
    }
  }

  private static boolean isCancellation(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof JobCancellationException) {
        return true;
      }
    }
    return false;
  }

  // Flink wraps what a function threw, and what it cannot load goes by its text.
  private static Throwable failure(Throwable thrown) {
    Throwable innermost = thrown;
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof SerializedThrowable serialized) {
        at = serialized.deserializeError(MillraceFlinkPipelineResult.class.getClassLoader());
      }
      if (at instanceof StageFailure) {
        return at;
      }
      innermost = at;
    }
    return innermost;
  }

  /**
   * The metrics as of now, those of running instances as Flink last heard of them. Attempted ones
   * count all work, committed ones that of finished bundles.
   */
  @Override
  public MetricResults metrics() {
    return JobMetrics.results(parts());
  }

  private List<JobMetrics.Part> parts() {
    List<JobMetrics.Part> parts = new ArrayList<>();
    for (Object value : accumulators().values()) {
      if (value instanceof ArrayList<?> list) {
        for (Object part : list) {
          if (part instanceof JobMetrics.Part metrics) {
            parts.add(metrics);
          }
        }
      }
    }
    return parts;
  }

  private Map<String, Object> accumulators() {
    try {
      if (job.getJobExecutionResult().isDone()) {
        JobExecutionResult result = job.getJobExecutionResult().get();
        return result.getAllAccumulatorResults();
      }
      return job.getAccumulators().get();
    } catch (ExecutionException e) {
      return Map.of();
    } catch (InterruptedException e) {
      throw WaitInterruptedException.keeping(e);
    }
  }
}
