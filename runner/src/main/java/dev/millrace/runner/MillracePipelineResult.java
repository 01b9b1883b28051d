/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.WaitInterruptedException;
import dev.millrace.execution.embedded.checkpoint.CheckpointCounts;
import dev.millrace.execution.observe.ObservedJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * A pipeline that runs, or has run. One that takes checkpoints begins again by itself when it
 * fails, as often as {@code --maxRestarts} says, and is {@code RUNNING} meanwhile.
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

  /** The pipeline as those see it who look on. */
  ObservedJob observed() {
    return job.observed();
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
   * Takes a savepoint: all that the pipeline has come to, in a directory that needs nothing else
   * and is never deleted, for {@code --restoreFrom}. The pipeline goes on meanwhile and afterwards.
   * Returns when the savepoint is there.
   *
   * @param path a directory, which is made or must be empty
   * @throws UncheckedIOException if it cannot be written
   * @throws IllegalStateException if there is no savepoint because the pipeline has no {@code
   *     --checkpointDirectory}, has ended, or has failed and begins again; or if a function of the
   *     pipeline calls this, which would wait for itself
   */
  public void savepoint(Path path) {
    await(path, job.savepoint(path));
  }

  /**
   * Stops the pipeline with a savepoint, and answers its state: {@code CANCELLED}, unless it had
   * ended before. The savepoint has all that the pipeline has done. Behind it nothing is read,
   * emitted, or written that would be so again by a pipeline that goes on from there; sources hear
   * that what is in it is safe, and functions are torn down. The same command without {@code
   * --restoreFrom} goes on from there, too. If the savepoint fails the pipeline goes on.
   *
   * @param path a directory, which is made or must be empty
   * @throws UncheckedIOException if the savepoint cannot be written
   * @throws IllegalStateException as {@link #savepoint} does
   * @throws MillraceExecutionException if the pipeline failed
   */
  public State stopWithSavepoint(Path path) {
    await(path, job.stopWithSavepoint(path));
    return waitUntilFinish();
  }

  /**
   * What the latest checkpoint has taken of those that were published since the pipeline began, or
   * last began again, in this process. Empty if there is none. A savepoint counts.
   */
  public Optional<PublishedCheckpoint> latestCheckpoint() {
    CheckpointCounts counts = job.snapshot().checkpoints();
    return counts == null || counts.latest() == null
        ? Optional.empty()
        : Optional.of(PublishedCheckpoint.of(counts.latest()));
  }

  private static void await(Path path, Future<Long> savepoint) {
    try {
      savepoint.get();
    } catch (InterruptedException e) {
      throw WaitInterruptedException.keeping(e);
    } catch (ExecutionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      String message = "There is no savepoint " + path + ": " + why.getMessage();
      if (why instanceof IOException cause) {
        throw new UncheckedIOException(message, cause);
      }
      throw new IllegalStateException(message, why);
    }
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
   * bundles, or, where checkpoints are taken, what is in the last one that was published. A
   * pipeline that goes on from a checkpoint begins both with what they were then.
   */
  @Override
  public MetricResults metrics() {
    return job.metrics();
  }
}
