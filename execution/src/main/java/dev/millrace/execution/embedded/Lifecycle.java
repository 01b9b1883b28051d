/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.schedule.Schedulable;
import dev.millrace.execution.embedded.schedule.Supervisor;
import dev.millrace.execution.host.Stopped;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a job: the first of these decides, once and for all. All tasks have left: DONE. A
 * task failed: FAILED, and the others are stopped; their failures are suppressed by the first one.
 * Somebody cancels: CANCELLED.
 *
 * <p>Threading: safe for use by all threads; all state is guarded by {@code this}. Tasks are
 * stopped with no lock held.
 */
final class Lifecycle implements Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
  private static final int MAX_SUPPRESSED = 20;

  private final StopSignal stop;
  private final CountDownLatch ended = new CountDownLatch(1);
  private JobState state = JobState.RUNNING;
  private @Nullable Throwable failure;
  private int remaining;
  private Runnable stopTasks = () -> {};
  private BeforeDone beforeDone = () -> {};
  private Runnable allLeft = () -> {};

  /** What is to be done at the end of a job that has succeeded so far. */
  @FunctionalInterface
  interface BeforeDone {
    void run() throws Exception;
  }

  Lifecycle(StopSignal stop) {
    this.stop = stop;
  }

  /**
   * Begins with {@code tasks} tasks.
   *
   * @param stopTasks stops them
   * @param beforeDone called when all have left and nothing has ended the job before; if it fails so
   *     does the job; with no lock held
   * @param allLeft called when all have left, however the job ended; with no lock held
   */
  void begin(int tasks, Runnable stopTasks, BeforeDone beforeDone, Runnable allLeft) {
    synchronized (this) {
      this.beforeDone = beforeDone;
      this.remaining = tasks;
      this.stopTasks = stopTasks;
      this.allLeft = allLeft;
    }
    endIfAllHaveLeft();
  }

  private void endIfAllHaveLeft() {
    synchronized (this) {
      if (remaining > 0) {
        return;
      }
    }
    prepareEnd();
    synchronized (this) {
      if (state == JobState.RUNNING) {
        end(JobState.DONE);
      }
    }
    allLeft.run();
  }

  private void prepareEnd() {
    if (state() != JobState.RUNNING) {
      return;
    }
    try {
      beforeDone.run();
    } catch (Exception e) {
      fail("The end of the job", e);
    }
  }

  @Override
  public void failed(Schedulable work, Throwable thrown) {
    fail(work.toString(), thrown);
  }

  /** Fails the job, unless it has ended. */
  void fail(String where, Throwable thrown) {
    boolean first;
    synchronized (this) {
      first = state == JobState.RUNNING;
      if (first) {
        failure = thrown;
        end(JobState.FAILED);
      } else {
        suppress(where, thrown);
      }
    }
    if (first) {
      stop();
    }
  }

  private void suppress(String where, Throwable thrown) {
    if (stop.stopped() && causedByStopping(thrown)) {
      return;
    }
    if (failure == null) {
      LOG.warn("{} failed although the job has ended as {}", where, state, thrown);
    } else if (failure != thrown && failure.getSuppressed().length < MAX_SUPPRESSED) {
      failure.addSuppressed(thrown);
    }
  }

  private static boolean causedByStopping(Throwable thrown) {
    Throwable cause = thrown;
    // Bounded: chains of causes can be cyclic.
    for (int depth = 0; cause != null && depth < 50; depth++) {
      if (cause instanceof Stopped
          || cause instanceof InterruptedException
          || cause instanceof java.io.InterruptedIOException
          || cause instanceof java.nio.channels.ClosedByInterruptException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  // All its work was done by then: no reason to throw it away.
  @Override
  public synchronized void failedToClose(Schedulable work, Throwable thrown) {
    if (state == JobState.RUNNING) {
      LOG.warn("Closing {} failed", work, thrown);
    } else {
      suppress(work.toString(), thrown);
    }
  }

  @Override
  public void left(Schedulable work) {
    synchronized (this) {
      remaining--;
    }
    endIfAllHaveLeft();
  }

  /** Cancels the job; false if it has ended already. */
  boolean cancel() {
    synchronized (this) {
      if (state != JobState.RUNNING) {
        return false;
      }
      end(JobState.CANCELLED);
    }
    stop();
    return true;
  }

  private void end(JobState last) {
    state = last;
    ended.countDown();
  }

  private void stop() {
    stop.stop();
    stopTasks.run();
  }

  synchronized JobState state() {
    return state;
  }

  synchronized @Nullable Throwable failure() {
    return failure;
  }

  /** Waits for the job to end; false if {@code nanos} did not suffice. */
  boolean await(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }
}
