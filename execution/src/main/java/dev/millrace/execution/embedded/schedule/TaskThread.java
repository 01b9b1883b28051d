/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import dev.millrace.execution.embedded.channel.StopSignal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.MDC;

/**
 * A thread of its own for one piece of work: started when its bell rings first, parked while it
 * rests, ended with the work.
 *
 * <p>Threading: {@link #run} is the thread; the other methods are for any thread. Only the ring
 * that ends a rest calls {@link #wake}, so no two threads can start this one.
 */
final class TaskThread implements Runnable {
  private final Schedulable work;
  private final Turns turns;
  private final BusyCount activity;
  private final StopSignal stop;
  private final ThreadMaker threads;
  private final Supervisor supervisor;
  private volatile @Nullable Thread thread;

  /** Makes threads, not started yet. */
  @FunctionalInterface
  interface ThreadMaker {
    Thread make(String name, Runnable body);
  }

  TaskThread(
      Schedulable work,
      Supervisor supervisor,
      BusyCount activity,
      StopSignal stop,
      ThreadMaker threads) {
    this.work = work;
    this.turns = new Turns(work, supervisor);
    this.activity = activity;
    this.stop = stop;
    this.threads = threads;
    this.supervisor = supervisor;
    work.doorbell().onRing(this::wake);
  }

  private void wake() {
    Thread running = thread;
    if (running != null) {
      LockSupport.unpark(running);
      return;
    }
    try {
      Thread started = threads.make(work.name(), this);
      thread = started;
      started.start();
    } catch (Throwable failure) {
      thread = null;
      supervisor.failed(work, failure);
      supervisor.left(work);
      work.doorbell().leave();
    }
  }

  @Override
  public void run() {
    work.logContext().forEach(MDC::put);
    while (true) {
      switch (turns.take()) {
        case MORE -> {}
        case DONE -> {
          return;
        }
        case IDLE, AWAITS_QUIESCENCE -> rest(work.restNanos());
      }
    }
  }

  private void rest(long nanos) {
    boolean sleeps = nanos != Schedulable.UNTIL_RUNG;
    if (sleeps) {
      activity.sleeps();
    }
    if (work.doorbell().rest()) {
      park(nanos);
    }
    if (sleeps) {
      activity.wakes();
    }
  }

  private void park(long nanos) {
    long start = System.nanoTime();
    long left = nanos;
    while (work.doorbell().state() == Doorbell.State.RESTING) {
      if (left <= 0 || stop.stopped()) {
        work.rested(nanos);
        work.doorbell().wakeByItself();
        return;
      }
      if (nanos == Schedulable.UNTIL_RUNG) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, left);
        left = nanos - (System.nanoTime() - start);
      }
      // User code may have left its interrupt behind, with which every park would return at once.
      Thread.interrupted();
    }
  }

  /** Makes the thread end soon; the stop signal is set. */
  void stop() {
    Thread running = thread;
    if (running != null) {
      turns.interrupt(running);
    } else if (work.doorbell().leaveUnused()) {
      supervisor.left(work);
    }
  }

  /** Waits for the thread to end, if it was started; false if {@code nanos} did not suffice. */
  boolean join(long nanos) throws InterruptedException {
    Thread running = thread;
    if (running == null || running == Thread.currentThread()) {
      return true;
    }
    // 0 would mean for ever.
    running.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    return !running.isAlive();
  }

  /** The thread, if there is one that has not ended. */
  Stream<Thread> alive() {
    return Stream.ofNullable(thread).filter(Thread::isAlive);
  }

  /** Where the thread is, innermost call first; empty if there is no thread. */
  StackTraceElement[] stackTrace() {
    Thread running = thread;
    return running == null ? new StackTraceElement[0] : running.getStackTrace();
  }
}
