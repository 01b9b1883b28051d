/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that keeps the process alive while a job runs and its functions are torn down. All other
 * threads of a job are daemons, as virtual threads cannot but be: so a function that never returns
 * does not keep the process alive for ever.
 *
 * <p>As it sees the job to its end, it makes the job begin again where it may, and tells of a
 * failure that nobody waits to be told of.
 *
 * <p>Threading: safe for use by all threads.
 */
final class KeepAlive {
  private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);

  private final String job;
  private final Attempts attempts;
  private final JobEnd end;
  private final Waiters waiters;
  private final long graceNanos;
  private final AtomicBoolean toldOfFailure = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean seenToTheEnd;

  private KeepAlive(
      JobBlueprint job, Attempts attempts, JobEnd end, Waiters waiters, long graceNanos) {
    this.job = job.name();
    this.attempts = attempts;
    this.end = end;
    this.waiters = waiters;
    this.graceNanos = graceNanos;
    this.thread = new Thread(this::run, "millrace-" + job.name() + "-keep-alive");
    thread.setDaemon(false);
    thread.setContextClassLoader(job.loader());
  }

  /**
   * Keeps the process alive from now on.
   *
   * @param graceNanos for how long, once the job has ended
   */
  static KeepAlive start(
      JobBlueprint job, Attempts attempts, JobEnd end, Waiters waiters, long graceNanos) {
    KeepAlive started = new KeepAlive(job, attempts, end, waiters, graceNanos);
    started.thread.start();
    return started;
  }

  private void run() {
    try {
      attempts.seeToTheEnd(Long.MAX_VALUE);
      end.await(graceNanos);
      seenToTheEnd = true;
      tellOfFailure();
    } catch (InterruptedException e) {
      LOG.warn("{} was interrupted: the process may end before the job", thread.getName());
    }
  }

  /** Tells of a failure, once, if the job has had its end with one and nobody waits for it. */
  void tellOfFailure() {
    Throwable failure = attempts.outcome().failure();
    if (seenToTheEnd
        && failure != null
        && waiters.nobody()
        && toldOfFailure.compareAndSet(false, true)) {
      LOG.error("Job {} failed, and nobody waits for its end", job, failure);
    }
  }

  /** Waits for the thread to end, the job and its closing having ended. */
  void join(long nanos) throws InterruptedException {
    if (thread != Thread.currentThread()) {
      // 0 would mean for ever.
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
  }
}
