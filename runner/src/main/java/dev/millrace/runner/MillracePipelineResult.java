/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.EmbeddedJob;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * A pipeline that runs, or has run.
 *
 * <p>Threading: all methods may be called by any thread.
 */
public final class MillracePipelineResult implements PipelineResult {
  private final EmbeddedJob job;
  private final JobWait wait;

  MillracePipelineResult(EmbeddedJob job, JobWait wait) {
    this.job = job;
    this.wait = wait;
  }

  /** What has become of the pipeline as of now. */
  @Override
  public State getState() {
    return switch (job.state()) {
      case RUNNING -> State.RUNNING;
      case DONE -> State.DONE;
      case FAILED -> State.FAILED;
      case CANCELLED -> State.CANCELLED;
    };
  }

  /**
   * Stops the pipeline, interrupting functions that block, and answers its state: {@code CANCELLED}
   * unless it had ended before. Waits for functions to be torn down, less than a second; the log
   * tells which go on. Calling it again changes nothing. A function of the pipeline may call it,
   * and is stopped itself then at its next output at the latest.
   */
  @Override
  public State cancel() {
    job.cancel();
    return getState();
  }

  /**
   * Ends the pipeline with what it has, and returns at once with its state: unbounded sources end
   * where they are; restrictions of splittable functions are truncated by their
   * {@code @TruncateRestriction}, by default those that may never end to nothing and others, like
   * bounded sources, not at all; the watermark goes to the end of time, so that all windows and
   * event-time timers fire. What has come of the drain says so by its {@code CausedByDrain}. The
   * pipeline is {@code DONE} when all of this is processed. Calling it again, or after the end,
   * changes nothing.
   */
  public State drain() {
    job.drain();
    return getState();
  }

  /**
   * Waits for the end of the pipeline.
   *
   * @return {@code DONE}, or {@code CANCELLED}
   * @throws MillraceExecutionException if the pipeline failed, each time this is called
   * @throws IllegalStateException if a function of the pipeline calls it, which would wait for
   *     itself
   */
  @Override
  public State waitUntilFinish() {
    wait.forEnd(Long.MAX_VALUE);
    return end();
  }

  /**
   * Waits for the end of the pipeline, at most for {@code duration}.
   *
   * @param duration less than a millisecond, or null, to wait for as long as it takes
   * @return the state, or null if the time was up before the end
   * @throws MillraceExecutionException if the pipeline failed, each time this is called
   * @throws IllegalStateException if a function of the pipeline calls it
   */
  @Override
  public @Nullable State waitUntilFinish(@Nullable Duration duration) {
    long millis = duration == null ? 0 : duration.getMillis();
    return wait.forEnd(millis < 1 ? Long.MAX_VALUE : millis) ? end() : null;
  }

  private State end() {
    if (getState() == State.FAILED) {
      throw MillraceExecutionException.of(requireNonNull(job.failure()));
    }
    return getState();
  }

  /**
   * The metrics as of now. Those attempted count all work, those committed the work of finished
   * bundles.
   */
  @Override
  public MetricResults metrics() {
    return job.metrics();
  }
}
