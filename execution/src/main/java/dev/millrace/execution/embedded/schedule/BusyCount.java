/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Counts the tasks of a job that are busy: that run, or have been woken and not yet run. As a task
 * that wakes another is busy itself, the count cannot come to zero while a message is under way, so
 * zero is exactly rest.
 *
 * <p>Apart from those it counts sleepers: tasks at rest that will wake by themselves.
 *
 * <p>Threading: safe for use by all threads. What is to be done at rest is decided by the thread
 * that brought the count to zero. Whoever is the first to be busy then, be it by a timer, or rung
 * from outside of the tasks, waits until that has been decided: at rest, not after one has begun
 * again. He may hold other locks, so none may be taken by the decision.
 */
public final class BusyCount {
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger sleepers = new AtomicInteger();
  private final AtomicLong begun = new AtomicLong();
  private final Supplier<Runnable> atRest;

  // Held while it is decided what is done at rest, and by whoever ends the rest.
  private final Object lock = new Object();

  /**
   * An activity of nobody.
   *
   * @param atRest decides, at each transition from one to none, and answers what is left to be done
   *     when others may have begun again
   */
  public BusyCount(Supplier<Runnable> atRest) {
    this.atRest = atRest;
  }

  /** One more is busy. */
  public void begin() {
    begun.incrementAndGet();
    int others = busy.get();
    while (others > 0) {
      if (busy.compareAndSet(others, others + 1)) {
        return;
      }
      others = busy.get();
    }
    synchronized (lock) {
      busy.incrementAndGet();
    }
  }

  /** One is busy no longer. */
  public void end() {
    if (busy.decrementAndGet() > 0) {
      return;
    }
    Runnable left;
    synchronized (lock) {
      if (!atRest()) {
        // One has begun again.
        return;
      }
      left = atRest.get();
    }
    left.run();
  }

  /** One is about to rest that will wake by itself. */
  void sleeps() {
    sleepers.incrementAndGet();
  }

  /** One that was to wake by itself is busy again. */
  void wakes() {
    sleepers.decrementAndGet();
  }

  /** Whether nobody is busy now. */
  public boolean atRest() {
    return busy.get() == 0;
  }

  /** Whether nobody is busy nor will be, unless something outside of the tasks wakes one. */
  public boolean forGood() {
    // One that wakes has begun before it is no sleeper any more: if nobody has begun since nobody
    // was busy, then nobody slept at that time either.
    long before = begun.get();
    return busy.get() == 0 && sleepers.get() == 0 && begun.get() == before;
  }

  @Override
  public String toString() {
    return busy + " busy, " + sleepers + " sleeping";
  }
}
