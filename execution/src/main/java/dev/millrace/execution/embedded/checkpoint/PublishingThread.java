/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Does what checkpoints have to do with disks, one thing after the other, while tasks go on. Nobody
 * interrupts it in that: an interrupt closes files.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class PublishingThread {
  private final @Nullable ThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  private PublishingThread(@Nullable String name) {
    this.executor = name == null ? null : executor(name);
  }

  /** A thread {@code name}, that is there while there is something to do. */
  public static PublishingThread named(String name) {
    return new PublishingThread(name);
  }

  /** The thread that asks, which waits for what it asks for. */
  public static PublishingThread caller() {
    return new PublishingThread(null);
  }

  private ThreadPoolExecutor executor(String name) {
    ThreadPoolExecutor single =
        new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), body -> make(name, body));
    single.allowCoreThreadTimeOut(true);
    return single;
  }

  private Thread make(String name, Runnable body) {
    Thread made = new Thread(body, name);
    made.setDaemon(true);
    thread = made;
    return made;
  }

  /** Has {@code action}, which does not throw, done after all that was asked for before. */
  void execute(Runnable action) {
    if (executor == null) {
      action.run();
    } else {
      executor.execute(action);
    }
  }

  /**
   * Has {@code slice}, which does not throw, done again and again until it answers that there is no
   * more to do; each time after all that was asked for meanwhile. Where nothing is executed any
   * more it ends.
   */
  void executeInSlices(BooleanSupplier slice) {
    if (executor == null) {
      while (slice.getAsBoolean()) {
        // The caller waits for all.
      }
    } else {
      executor.execute(() -> goOn(slice));
    }
  }

  private void goOn(BooleanSupplier slice) {
    if (slice.getAsBoolean() && executor != null && !executor.isShutdown()) {
      try {
        executor.execute(() -> goOn(slice));
      } catch (RejectedExecutionException e) {
        // It has been closed just now, and nobody waits for the rest.
        return;
      }
    }
  }

  /**
   * Waits until all has been done that was asked for, and the thread is gone; unless it is the
   * thread itself that calls.
   */
  public void close() {
    if (executor == null) {
      return;
    }
    executor.shutdown();
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (!isGone()) {
      try {
        if (executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS) && thread != null) {
          thread.join();
        }
      } catch (InterruptedException e) {
        // Whoever interrupts wants the work to end, which has been done; this is the disk's time.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isGone() {
    Thread last = thread;
    return executor == null || (executor.isTerminated() && (last == null || !last.isAlive()));
  }
}
