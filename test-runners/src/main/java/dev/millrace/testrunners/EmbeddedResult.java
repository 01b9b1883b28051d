/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.testrunners;

import dev.millrace.execution.embedded.EmbeddedJob;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.joda.time.Duration;

/** What a job of the engine has come to, as Beam wants to know it. */
record EmbeddedResult(EmbeddedJob job) implements PipelineResult {
  @Override
  public State getState() {
    return switch (job.state()) {
      case RUNNING -> State.RUNNING;
      case DONE -> State.DONE;
      case FAILED -> State.FAILED;
      case CANCELLED -> State.CANCELLED;
    };
  }

  @Override
  public State cancel() {
    job.cancel();
    return getState();
  }

  @Override
  public State waitUntilFinish() {
    return waitUntilFinish(Duration.ZERO);
  }

  @Override
  public State waitUntilFinish(Duration duration) {
    await(duration.getMillis());
    if (job.failure() != null) {
      Throwable cause = job.failure().getCause() == null ? job.failure() : job.failure().getCause();
      Pipeline.PipelineExecutionException thrown = new Pipeline.PipelineExecutionException(cause);
      if (cause != job.failure()) {
        // It says in which transform, and on what.
        thrown.addSuppressed(job.failure());
      }
      throw thrown;
    }
    return getState();
  }

  /** Waits for the end, whatever it is. */
  void await() {
    await(0);
  }

  private void await(long millis) {
    try {
      job.await(millis);
    } catch (InterruptedException e) {
      job.cancel();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public MetricResults metrics() {
    return job.metrics();
  }
}
