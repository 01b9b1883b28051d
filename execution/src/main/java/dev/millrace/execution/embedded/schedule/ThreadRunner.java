/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.channel.StopSignal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A thread for each piece of work. Threads are daemons.
 *
 * <p>Threading: see {@link TaskRunner}.
 */
public final class ThreadRunner implements TaskRunner {
  private final Map<Schedulable, TaskThread> threads = new LinkedHashMap<>();
  private final CountDownLatch left;

  /**
   * A runner of {@code all}; {@code supervisor} hears of their ends.
   *
   * @param loader the context class loader of the threads
   */
  public ThreadRunner(
      List<? extends Schedulable> all,
      Supervisor supervisor,
      BusyCount activity,
      StopSignal stop,
      ThreadKind kind,
      @Nullable ClassLoader loader) {
    left = new CountDownLatch(all.size());
    Supervisor counting = new Counting(supervisor, left);
    for (Schedulable work : all) {
      threads.put(
          work,
          new TaskThread(
              work, counting, activity, stop, (name, body) -> kind.newThread(name, loader, body)));
    }
  }

  private record Counting(Supervisor supervisor, CountDownLatch left) implements Supervisor {
    @Override
    public void failed(Schedulable work, Throwable failure) {
      supervisor.failed(work, failure);
    }

    @Override
    public void failedToClose(Schedulable work, Throwable failure) {
      supervisor.failedToClose(work, failure);
    }

    @Override
    public void left(Schedulable work) {
      supervisor.left(work);
      left.countDown();
    }
  }

  @Override
  public void stop() {
    threads.values().forEach(TaskThread::stop);
  }

  @Override
  public boolean await(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    if (!left.await(nanos, TimeUnit.NANOSECONDS)) {
      return false;
    }
    for (TaskThread thread : threads.values()) {
      if (!thread.join(nanos - (System.nanoTime() - start))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Thread> threads() {
    return threads.values().stream().flatMap(TaskThread::alive).toList();
  }

  @Override
  public StackTraceElement[] stackTrace(Schedulable work) {
    return requireNonNull(threads.get(work)).stackTrace();
  }
}
