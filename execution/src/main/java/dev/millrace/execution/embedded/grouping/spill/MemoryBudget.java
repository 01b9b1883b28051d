/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping.spill;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory, in bytes, all tables of a job may take together before they spill.
 *
 * <p>Tables tell in steps what they take and give back. Whichever table finds the budget exceeded
 * is the one to spill, provided it has {@link #smallestSpill} bytes: what others hold cannot be
 * spilled by it, and tiny runs would cost more than they bring.
 *
 * <p>Threading: used by all tasks of a job.
 */
public final class MemoryBudget {
  private static final long MOST_PER_STEP = 64 * 1024;

  private final long limit;
  private final long smallestSpill;
  private final long step;
  private final AtomicLong taken = new AtomicLong();

  /** A budget of {@code limit} bytes. */
  public MemoryBudget(long limit) {
    this.limit = limit;
    this.smallestSpill = Math.max(1, limit / 32);
    this.step = Math.min(MOST_PER_STEP, smallestSpill);
  }

  /** How many bytes may be taken. */
  public long limit() {
    return limit;
  }

  /** The fewest bytes that it is worth to spill. */
  public long smallestSpill() {
    return smallestSpill;
  }

  /** How many bytes a table may take before it must tell. */
  public long step() {
    return step;
  }

  /** Takes {@code bytes}, and answers whether more than the budget is taken now. */
  public boolean take(long bytes) {
    return taken.addAndGet(bytes) > limit;
  }

  /** Gives back {@code bytes} that were taken. */
  public void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** How many bytes are taken. */
  public long taken() {
    return taken.get();
  }
}
