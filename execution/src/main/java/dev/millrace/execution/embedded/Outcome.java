/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What has become of a job, over all its attempts. The first end is the end.
 *
 * <p>Threading: safe for use by all threads; state and failure are guarded by {@code this}.
 */
final class Outcome {
  private final JobHistory history;
  private final CountDownLatch ended = new CountDownLatch(1);
  private JobState state = JobState.RUNNING;
  private @Nullable Throwable failure;

  /** Nothing yet; {@code history} is told of the end. */
  Outcome(JobHistory history) {
    this.history = history;
  }

  /**
   * Ends the job, unless it has ended.
   *
   * @param why the failure of a job that has failed, else null
   * @return false if it had ended before
   */
  boolean end(JobState last, @Nullable Throwable why) {
    synchronized (this) {
      if (state != JobState.RUNNING) {
        return false;
      }
      state = last;
      failure = why;
    }
    history.ended(last, why);
    ended.countDown();
    return true;
  }

  synchronized JobState state() {
    return state;
  }

  /** Why the job has failed; null if it has not. */
  synchronized @Nullable Throwable failure() {
    return failure;
  }

  /** Waits for the end; false if {@code nanos} did not suffice. */
  boolean await(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }
}
