/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import java.util.concurrent.TimeUnit;

/**
 * Bounds one turn of a task by steps and time, so that nothing waits long for its turn to end.
 *
 * <p>Looks at the clock only now and then, at most every {@link #MAX_STRIDE} steps, oftener when
 * steps are slow. Not thread-safe.
 */
final class TurnBudget {
  private static final int MAX_STEPS = 4096;
  private static final int MAX_STRIDE = 16;
  private static final long SLOW_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long FAST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private final long maxNanos;
  private long start;
  private long lastLook;
  private int steps;
  private int nextLook;
  private int stride = 1;
  private boolean over;

  /** Turns of at most {@code maxNanos}. */
  TurnBudget(long maxNanos) {
    this.maxNanos = maxNanos;
  }

  /** Begins a turn. */
  void begin() {
    start = System.nanoTime();
    lastLook = start;
    steps = 0;
    nextLook = stride;
    over = false;
  }

  /** Counts a step. */
  void step() {
    if (++steps >= nextLook) {
      look();
    }
  }

  private void look() {
    long now = System.nanoTime();
    long taken = now - lastLook;
    lastLook = now;
    if (taken > SLOW_NANOS) {
      stride = Math.max(1, stride / 4);
    } else if (taken < FAST_NANOS) {
      stride = Math.min(MAX_STRIDE, stride * 2);
    }
    nextLook = Math.min(steps + stride, MAX_STEPS);
    over = steps >= MAX_STEPS || now - start > maxNanos;
  }

  /** Whether the turn should end. */
  boolean over() {
    return over;
  }

  /** How many steps were counted. */
  int steps() {
    return steps;
  }
}
