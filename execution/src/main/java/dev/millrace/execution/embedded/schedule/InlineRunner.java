/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.Progress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Runs all work on the thread that {@linkplain #await waits}, which has the context class loader of
 * the thread that made the runner meanwhile.
 *
 * <p>Turns come in rounds. Of the work whose bell has rung the last in the order given takes its
 * turn: given in topological order, what is furthest downstream, so that little piles up between.
 * Work that has had its turn has another one in the same round only if it was woken by work before
 * it, or has not taken all that had arrived; to go on with work of its own it waits for the next
 * round. So a round ends, and nothing keeps other work from its turn. Work that looks again after a
 * time does so when there is nothing else to do, and every few rounds. None of this depends on a
 * clock.
 *
 * <p>Threading: the thread that holds {@code driving} runs the work, and rings most of the bells;
 * those that other threads ring are heard before the next turn. {@code driver} and {@code taken}
 * are guarded by {@code this}.
 */
public final class InlineRunner implements TaskRunner {
  private static final int NOBODY = -1;

  /** After how many rounds work looks that looks again after a time. */
  private static final int ROUNDS_OF_SLEEP = 16;

  private final ReentrantLock driving = new ReentrantLock();
  private final List<Turns> turns = new ArrayList<>();

  // In this round, in the next one, and those that have had a turn in this one.
  private final BitSet rung = new BitSet();
  private final BitSet later = new BitSet();
  private final BitSet served = new BitSet();
  private int rounds;
  private int taking = NOBODY;
  private final Queue<Integer> rungByOthers = new ConcurrentLinkedQueue<>();
  private final BitSet begun = new BitSet();
  private final BitSet gone = new BitSet();
  private final long[] wakeAt;
  private final BitSet asleep = new BitSet();
  private final BusyCount activity;
  private final StopSignal stop;
  private final Supervisor supervisor;
  private final @Nullable ClassLoader loader;
  private @Nullable Thread driver;

  // Those that take a turn now.
  private @Nullable Turns taken;

  /**
   * A runner of {@code all}; {@code supervisor} hears of their ends.
   *
   * @param loader the context class loader of the thread that waits, as long as it does
   */
  public InlineRunner(
      List<? extends Schedulable> all,
      Supervisor supervisor,
      BusyCount activity,
      StopSignal stop,
      @Nullable ClassLoader loader) {
    this.loader = loader;
    this.activity = activity;
    this.stop = stop;
    this.supervisor = supervisor;
    this.wakeAt = new long[all.size()];
    for (Schedulable work : all) {
      int index = turns.size();
      turns.add(new Turns(work, supervisor));
      work.doorbell().onRing(() -> ring(index));
    }
  }

  private void ring(int index) {
    if (driving.isHeldByCurrentThread()) {
      woken(index, index > taking);
    } else {
      rungByOthers.add(index);
      wakeDriver();
    }
  }

  private void woken(int index, boolean byArrival) {
    if (byArrival || !served.get(index)) {
      rung.set(index);
    } else {
      later.set(index);
    }
  }

  private synchronized void wakeDriver() {
    if (driver != null) {
      LockSupport.unpark(driver);
    }
  }

  private void hearOthers() {
    for (Integer index = rungByOthers.poll(); index != null; index = rungByOthers.poll()) {
      // It may have woken by itself and taken its turn before the other was done with ringing.
      if (turns.get(index).work().doorbell().state() == Doorbell.State.RUNG) {
        woken(index, false);
      }
    }
  }

  @Override
  public synchronized void stop() {
    if (driver == null || driver == Thread.currentThread()) {
      return;
    }
    if (taken == null) {
      driver.interrupt();
    } else {
      taken.interrupt(driver);
    }
  }

  private synchronized void drivenBy(@Nullable Thread thread) {
    driver = thread;
  }

  @Override
  public boolean await(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    if (driving.isHeldByCurrentThread() || !driving.tryLock(nanos, TimeUnit.NANOSECONDS)) {
      return false;
    }
    Thread thread = Thread.currentThread();
    ClassLoader ownLoader = thread.getContextClassLoader();
    drivenBy(thread);
    thread.setContextClassLoader(loader);
    try {
      while (gone.cardinality() < turns.size()) {
        long left = nanos - (System.nanoTime() - start);
        if (stop.stopped()) {
          leaveAll();
        } else if (left <= 0) {
          return false;
        } else {
          step(left);
        }
      }
      return true;
    } finally {
      thread.setContextClassLoader(ownLoader);
      drivenBy(null);
      driving.unlock();
    }
  }

  private void step(long nanos) throws InterruptedException {
    hearOthers();
    if (rung.isEmpty()) {
      nextRound();
    }
    int next = rung.previousSetBit(turns.size());
    if (next >= 0) {
      turn(next);
    } else {
      sleep(nanos);
    }
    // Also where there is always something to do.
    if (Thread.interrupted() && !stop.stopped()) {
      throw new InterruptedException();
    }
  }

  private void nextRound() {
    served.clear();
    rung.or(later);
    later.clear();
    if (!rung.isEmpty() && ++rounds % ROUNDS_OF_SLEEP == 0) {
      asleep.stream().forEach(this::wakeByItself);
    }
  }

  private void wakeByItself(int index) {
    turns.get(index).work().doorbell().wakeByItself();
    rung.set(index);
  }

  private void turn(int index) {
    rung.clear(index);
    later.clear(index);
    served.set(index);
    if (asleep.get(index)) {
      asleep.clear(index);
      activity.wakes();
    }
    begun.set(index);
    Turns next = turns.get(index);
    taking = index;
    Progress progress = take(next);
    taking = NOBODY;
    if (progress == Progress.MORE) {
      (next.work().hasArrivals() ? rung : later).set(index);
    } else if (progress == Progress.DONE) {
      gone.set(index);
    } else {
      rest(index, next.work());
    }
  }

  private Progress take(Turns next) {
    takes(next);
    try {
      return next.take();
    } finally {
      takes(null);
    }
  }

  private synchronized void takes(@Nullable Turns next) {
    taken = next;
  }

  private void rest(int index, Schedulable work) {
    long nanos = work.restNanos();
    if (nanos != Schedulable.UNTIL_RUNG) {
      asleep.set(index);
      wakeAt[index] = System.nanoTime() + nanos;
      activity.sleeps();
    }
    if (!work.doorbell().rest()) {
      later.set(index);
    }
  }

  private void sleep(long atMost) {
    int first = asleep.stream().boxed().min(this::compareWaking).orElse(-1);
    if (first < 0) {
      LockSupport.parkNanos(this, atMost);
    } else {
      long nanos = wakeAt[first] - System.nanoTime();
      if (nanos > 0) {
        LockSupport.parkNanos(this, Math.min(nanos, atMost));
      } else {
        Schedulable work = turns.get(first).work();
        work.rested(work.restNanos());
        wakeByItself(first);
      }
    }
  }

  private int compareWaking(int a, int b) {
    return Long.compare(wakeAt[a] - wakeAt[b], 0);
  }

  private void leaveAll() {
    for (int i = gone.nextClearBit(0); i < turns.size(); i = gone.nextClearBit(i)) {
      gone.set(i);
      leave(i);
    }
  }

  // A turn of stopped work ends at once, which closes it; without a turn there is nothing to close.
  private void leave(int index) {
    Doorbell doorbell = turns.get(index).work().doorbell();
    if (!begun.get(index) && doorbell.leaveUnused()) {
      supervisor.left(turns.get(index).work());
      return;
    }
    if (doorbell.state() == Doorbell.State.RESTING) {
      doorbell.wakeByItself();
    }
    take(turns.get(index));
  }

  @Override
  public synchronized List<Thread> threads() {
    return driver == null ? List.of() : List.of(driver);
  }

  @Override
  public StackTraceElement[] stackTrace(Schedulable work) {
    return new StackTraceElement[0];
  }
}
