/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of the heap, in bytes, the rows of all tasks of a job may take together before some of
 * them go to a store.
 *
 * <p>Once that is exceeded, those tasks make room that have more than an equal share. So a busy
 * task may take what others leave, and one that is idle keeps its share at most twice: all rows
 * together are within twice the budget.
 *
 * <p>Threading: used by all tasks of a job.
 */
final class RowBudget {
  private static final long MOST_PER_STEP = 64 * 1024;

  private final long limit;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicInteger tiers = new AtomicInteger();

  /** A budget of {@code limit} bytes. */
  RowBudget(long limit) {
    this.limit = limit;
  }

  /** Tells that there is one more that takes from it. */
  void join() {
    tiers.incrementAndGet();
  }

  /** Tells that one takes nothing from it any more. */
  void leave() {
    tiers.decrementAndGet();
  }

  /** The part of the budget that every task has in any case. */
  long share() {
    return limit / Math.max(1, tiers.get());
  }

  /** How many bytes a task may take, or have given back, before it must tell. */
  long step() {
    return Math.min(MOST_PER_STEP, share() / 32);
  }

  /** Takes {@code bytes}, or gives them back, and answers whether more than all is taken now. */
  boolean take(long bytes) {
    return taken.addAndGet(bytes) > limit;
  }
}
