/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.changes;

/** A part of the work on a capture, behind which other work has its turn. Not thread-safe. */
public final class Slice {
  private static final long NEVER = Long.MAX_VALUE;

  private final long nanos;
  private final long start;
  private long steps;

  private Slice(long steps, long nanos) {
    this.steps = steps;
    this.nanos = nanos;
    this.start = nanos == NEVER ? 0 : System.nanoTime();
  }

  /** All that there is to do. */
  public static Slice whole() {
    return new Slice(NEVER, NEVER);
  }

  /** A slice that begins now and lasts for {@code nanos}. */
  public static Slice ofNanos(long nanos) {
    return new Slice(NEVER, nanos);
  }

  /** A slice of {@code steps} steps. */
  public static Slice ofSteps(int steps) {
    return new Slice(steps, NEVER);
  }

  /** Tells that a step has been done; whether the slice is over. */
  public boolean step() {
    steps--;
    return isOver();
  }

  /** Whether the slice is over. */
  public boolean isOver() {
    return steps <= 0 || (nanos != NEVER && System.nanoTime() - start >= nanos);
  }
}
