/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.time;

import java.util.concurrent.TimeUnit;

/**
 * A clock that stands still until it is moved.
 *
 * <p>At first only {@link #advanceBy} moves it: a test stream is the master of time. Once {@link
 * #release released} it also follows the waiting of tasks that poll, or else a job whose sources
 * look at the clock would never end.
 *
 * <p>Threading: safe for use by all threads; never moves back.
 */
public final class ManualClock implements JobClock {
  private long millis;
  private long nanos;
  private boolean released;

  /** A clock that begins at {@code millis}. */
  public ManualClock(long millis) {
    this.millis = millis;
  }

  @Override
  public synchronized long millis() {
    return millis;
  }

  @Override
  public long nanosUntil(long millis) {
    return NEVER;
  }

  /** Moves the clock on by {@code millis}. */
  public synchronized void advanceBy(long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException("Moving the processing time back by " + -millis + " ms");
    }
    this.millis += millis;
  }

  /** Moves the clock on to {@code millis} unless it is later already. */
  public synchronized void advanceTo(long millis) {
    this.millis = Math.max(this.millis, millis);
  }

  /** Tells that nobody is the master of time any more. */
  public synchronized void release() {
    released = true;
  }

  @Override
  public synchronized void waited(long nanos) {
    if (!released) {
      return;
    }
    this.nanos += nanos;
    millis += TimeUnit.NANOSECONDS.toMillis(this.nanos);
    this.nanos %= TimeUnit.MILLISECONDS.toNanos(1);
  }
}
