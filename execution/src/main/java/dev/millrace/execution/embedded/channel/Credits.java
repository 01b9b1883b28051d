/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import dev.millrace.execution.host.Stopped;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How many chunks a channel still takes.
 *
 * <p>Threading: one thread {@linkplain #take takes}, another {@linkplain #giveBack gives back}. The
 * taker announces itself before it looks a last time, and the giver looks for a taker after it
 * gave, so one of them sees the other.
 */
final class Credits {
  private final AtomicInteger inUse = new AtomicInteger();
  private volatile @Nullable Thread waiting;
  private volatile long waitingSince;
  private volatile long waitedNanos;

  /** Whether the taker waits. */
  boolean awaited() {
    return waiting != null;
  }

  /** How many are taken and not given back. */
  int inUse() {
    return inUse.get();
  }

  /**
   * Takes one, waiting until less than {@code limit} are in use.
   *
   * @throws Stopped if the job is stopped meanwhile
   */
  void take(int limit, StopSignal stop) {
    if (inUse.get() >= limit) {
      await(limit, stop);
    }
    inUse.incrementAndGet();
  }

  /** How long the taker has waited in all, in terms of {@code nanoTime}. */
  long waitedNanos(long nanoTime) {
    long before = waitedNanos;
    return awaited() ? before + Math.max(0, nanoTime - waitingSince) : before;
  }

  private void await(int limit, StopSignal stop) {
    long start = System.nanoTime();
    waitingSince = start;
    waiting = Thread.currentThread();
    try {
      while (inUse.get() >= limit) {
        stop.throwIfStopped();
        LockSupport.park(this);
        // An interrupt that is not ours to obey would turn every later wait into a busy one.
        if (Thread.interrupted()) {
          stop.throwIfStopped();
        }
      }
    } finally {
      long before = waitedNanos;
      waitedNanos = before + System.nanoTime() - start;
      waiting = null;
    }
  }

  /** Gives one back. */
  void giveBack() {
    inUse.decrementAndGet();
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
