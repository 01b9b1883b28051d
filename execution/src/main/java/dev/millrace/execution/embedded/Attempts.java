/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.embedded.checkpoint.Restarts;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of a job, one after the other. When one has failed and the job may begin again, the
 * next one begins once all tasks of the failed one have left, so that functions are torn down
 * before others are set up, and after a delay. Meanwhile the job counts as running.
 *
 * <p>A function that does not return keeps the job from beginning again; after three minutes, as in
 * Flink, the job is given up, because two that do the same work at once would be worse.
 *
 * <p>Threading: safe for use by all threads. The thread that {@linkplain #seeToTheEnd sees to the
 * end} makes the next attempt. {@code current}, {@code budget} and {@code closed} are guarded by
 * {@code this}.
 */
final class Attempts implements Attempt.Observer {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /** How long tasks of a failed attempt may stay before the log tells of them. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How long tasks of a failed attempt may stay before the job is given up. */
  private static final long STAY_NANOS = TimeUnit.MINUTES.toNanos(3);

  /** How often somebody who sees to the job looks at what it does. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final JobBlueprint job;
  private final Restarts restarts;
  private final RestartBudget budget;
  private final Runnable atTheEnd;
  private final Outcome outcome;
  private final CountDownLatch over = new CountDownLatch(1);
  private final ReentrantLock replacing = new ReentrantLock();
  private Attempt current;
  private boolean draining;
  private boolean closed;

  /** When the next attempt may begin, in terms of {@link System#nanoTime}. */
  private volatile long dueNanos;

  /**
   * The attempts of {@code job}, of which the first has not begun.
   *
   * @param from what the first one begins with, null to begin anew
   * @param atTheEnd called once the job has ended and all tasks have left
   */
  Attempts(JobBlueprint job, @Nullable JobImage from, Restarts restarts, Runnable atTheEnd) {
    this.job = job;
    this.restarts = restarts;
    this.budget = new RestartBudget(restarts);
    this.atTheEnd = atTheEnd;
    this.outcome = new Outcome(job.history());
    this.current = new Attempt(job, from, this);
  }

  /** Begins the first attempt. */
  void begin() {
    current().begin();
  }

  /** What has become of the job. */
  Outcome outcome() {
    return outcome;
  }

  /** The attempt that is under way, or else the last one. */
  synchronized Attempt current() {
    return current;
  }

  /** Cancels the job, unless it has ended; whether it had not. */
  boolean cancel() {
    boolean first = outcome.end(JobState.CANCELLED, null);
    current().cancel();
    closeIfOver();
    return first;
  }

  /** Makes the job end with what it has; see {@link EmbeddedJob#drain}. */
  void drain() {
    Attempt now;
    synchronized (this) {
      draining = true;
      now = current;
    }
    job.history().draining();
    now.drain();
  }

  @Override
  public void ended(Attempt attempt) {
    if (attempt.state() == JobState.FAILED) {
      failed(requireNonNull(attempt.failure()), attempt.ranNanos());
    } else {
      outcome.end(attempt.state(), null);
    }
    closeIfOver();
  }

  private void failed(Throwable failure, long ranNanos) {
    if (outcome.state() != JobState.RUNNING) {
      return;
    }
    long delayMillis;
    int used;
    synchronized (this) {
      if (!budget.admits(failure, ranNanos)) {
        outcome.end(JobState.FAILED, budget.failure());
        return;
      }
      delayMillis = budget.delayMillis();
      used = budget.used();
    }
    job.history().restarting(failure, delayMillis);
    dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
    LOG.warn(
        "Job {} failed, and begins again from its last checkpoint in {} ms (restart {}{})",
        job.name(),
        delayMillis,
        used,
        restarts.most() < 0 ? "" : " of " + restarts.most(),
        failure);
  }

  @Override
  public void allLeft(Attempt attempt) {
    closeIfOver();
  }

  private void closeIfOver() {
    synchronized (this) {
      if (closed || outcome.state() == JobState.RUNNING || !current.hasLeft()) {
        return;
      }
      closed = true;
    }
    atTheEnd.run();
    over.countDown();
  }

  /** Waits, the job having ended, until all tasks have left and nothing is in use any more. */
  boolean awaitOver(long nanos) throws InterruptedException {
    return over.await(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Has the job go on until it has ended: runs it if it is an inline one, and makes it begin again
   * when it has failed and may.
   *
   * @param nanos how long at the most
   * @return whether the job has ended
   */
  boolean seeToTheEnd(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    long left = nanos;
    do {
      Attempt attempt = current();
      boolean ended = attempt.awaitEnd(Math.max(0, Math.min(left, LOOK_NANOS)));
      if (outcome.await(0)) {
        return true;
      }
      attempt.look();
      left = nanos - (System.nanoTime() - start);
      if (ended && left > 0) {
        replace(attempt, left);
        left = nanos - (System.nanoTime() - start);
      }
    } while (left > 0);
    return outcome.await(0);
  }

  private void replace(Attempt failed, long nanos) throws InterruptedException {
    long start = System.nanoTime();
    if (!replacing.tryLock(nanos, TimeUnit.NANOSECONDS)) {
      return;
    }
    try {
      if (current() == failed
          && leftWithin(failed, nanos - (System.nanoTime() - start))
          && isDueWithin(nanos - (System.nanoTime() - start))) {
        next();
      }
    } finally {
      replacing.unlock();
    }
  }

  private boolean leftWithin(Attempt failed, long nanos) throws InterruptedException {
    if (failed.closing().await(Math.min(nanos, PATIENCE_NANOS)) && failed.hasLeft()) {
      return true;
    }
    if (failed.endedForNanos() > STAY_NANOS) {
      giveUp(
          new IllegalStateException(
              "Job "
                  + job.name()
                  + " cannot begin again, as functions of the attempt that failed have not returned"
                  + " within three minutes, although their threads were interrupted\n"
                  + failed.report()));
    }
    return false;
  }

  private void giveUp(Throwable why) {
    Throwable failure;
    synchronized (this) {
      failure = budget.failure();
    }
    failure.addSuppressed(why);
    outcome.end(JobState.FAILED, failure);
    closeIfOver();
  }

  private boolean isDueWithin(long nanos) throws InterruptedException {
    long wait = dueNanos - System.nanoTime();
    return !outcome.await(Math.max(0, Math.min(wait, nanos))) && dueNanos - System.nanoTime() <= 0;
  }

  private void next() {
    try {
      Attempt next = new Attempt(job, restarts.latest().image(), this);
      if (enter(next)) {
        job.history().restarted();
        next.begin();
      }
    } catch (Throwable t) {
      // What it is to begin with cannot be read, or not now.
      failed(t, 0);
      closeIfOver();
    }
  }

  // Whoever cancels or drains finds either the one before or this one.
  private boolean enter(Attempt next) {
    synchronized (this) {
      if (outcome.state() != JobState.RUNNING) {
        return false;
      }
      current = next;
      if (draining) {
        next.drain();
      }
      return true;
    }
  }
}
