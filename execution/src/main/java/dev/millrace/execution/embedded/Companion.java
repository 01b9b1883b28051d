/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that calls an action every so often while a job runs, over all its attempts.
 *
 * <p>Threading: safe for use by all threads; the action is called by the companion's thread alone.
 */
final class Companion {
  private static final Logger LOG = LoggerFactory.getLogger(Companion.class);

  private final Outcome outcome;
  private final Rhythm rhythm;
  private final Runnable action;
  private final AtomicBoolean givenUp = new AtomicBoolean();
  private final Thread thread;

  /**
   * When the action is called.
   *
   * @param periodNanos how long after the last time
   * @param atBothEnds whether also at once, and when the job has ended
   */
  record Rhythm(long periodNanos, boolean atBothEnds) {}

  private Companion(
      String name, @Nullable ClassLoader loader, Outcome outcome, Rhythm rhythm, Runnable action) {
    this.outcome = outcome;
    this.rhythm = rhythm;
    this.action = action;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
  }

  /**
   * Starts a thread {@code name} with context class loader {@code loader} that calls {@code action}
   * until {@code outcome} is there.
   */
  static Companion start(
      String name, @Nullable ClassLoader loader, Outcome outcome, Rhythm rhythm, Runnable action) {
    Companion companion = new Companion(name, loader, outcome, rhythm, action);
    companion.thread.start();
    return companion;
  }

  private void run() {
    try {
      if (rhythm.atBothEnds()) {
        attempt();
      }
      while (!outcome.await(rhythm.periodNanos())) {
        attempt();
      }
      if (rhythm.atBothEnds()) {
        attempt();
      }
    } catch (InterruptedException e) {
      LOG.warn("{} was interrupted before it had done all", thread.getName());
    }
  }

  // What only looks on must not fail the job, nor miss its end for a failure before that.
  private void attempt() {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.warn("{} failed", thread.getName(), e);
    }
  }

  /**
   * Waits for the thread to end, the job having ended. If {@code nanos} do not suffice the thread
   * is interrupted, once, and left to itself.
   *
   * @return whether it has ended; false if it is the thread that calls
   */
  boolean join(long nanos) throws InterruptedException {
    if (thread == Thread.currentThread()) {
      return false;
    }
    // 0 would mean for ever.
    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    if (thread.isAlive() && !givenUp.getAndSet(true)) {
      LOG.warn("{} goes on although the job has ended", thread.getName());
      thread.interrupt();
    }
    return !thread.isAlive();
  }
}
