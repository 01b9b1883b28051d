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
 * What becomes of an attempt: the first of these decides, once and for all. All tasks have left:
 * what is done then says whether that is DONE. A task failed: FAILED, and the others are stopped;
 * their failures are suppressed by the first one. Somebody cancels: CANCELLED.
 *
 * <p>Threading: safe for use by all threads; all state is guarded by {@code this}. Tasks are
 * stopped with no lock held.
 */
final class Lifecycle implements Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
  private static final int MAX_SUPPRESSED = 20;

  private final StopSignal stop;
  private final Listener listener;
  private final CountDownLatch ended = new CountDownLatch(1);
  private JobState state = JobState.RUNNING;
  private @Nullable Throwable failure;
  private int remaining;
  private Runnable stopTasks = () -> {};

  /** Hears of the end of an attempt. Called with no lock held. */
  interface Listener {
    /**
     * All tasks have left, and nothing has ended the attempt before.
     *
     * @return how it ends
     * @throws Exception if it fails by that
     */
    JobState complete() throws Exception;

    /** The attempt has ended, and nobody has been told. Tasks may go on. */
    void ended();

    /** All tasks have left, however the attempt ended. */
    void allLeft();
  }

  Lifecycle(StopSignal stop, Listener listener) {
    this.stop = stop;
    this.listener = listener;
  }

  /** Begins with {@code tasks} tasks, which {@code stopTasks} stops. */
  void begin(int tasks, Runnable stopTasks) {
    synchronized (this) {
      this.remaining = tasks;
      this.stopTasks = stopTasks;
    }
    if (tasks == 0) {
      allHaveLeft();
    }
  }

  private void allHaveLeft() {
    complete();
    listener.allLeft();
  }

  private void complete() {
    if (state() != JobState.RUNNING) {
      return;
    }
    try {
      end(listener.complete(), null);
    } catch (Exception e) {
      fail("The end of the job", e);
    }
  }

  @Override
  public void failed(Schedulable work, Throwable thrown) {
    fail(work.toString(), thrown);
  }

  /** Fails the attempt, unless it has ended. */
  void fail(String where, Throwable thrown) {
    if (end(JobState.FAILED, thrown)) {
      stop();
    } else {
      suppress(where, thrown);
    }
  }

  private synchronized void suppress(String where, Throwable thrown) {
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
    boolean last;
    synchronized (this) {
      remaining--;
      last = remaining == 0;
    }
    if (last) {
      allHaveLeft();
    }
  }

  /** Cancels the attempt; false if it has ended already. */
  boolean cancel() {
    boolean first = end(JobState.CANCELLED, null);
    if (first) {
      stop();
    }
    return first;
  }

  private boolean end(JobState last, @Nullable Throwable why) {
    synchronized (this) {
      if (state != JobState.RUNNING) {
        return false;
      }
      state = last;
      failure = why;
    }
    listener.ended();
    ended.countDown();
    return true;
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

  /**
   * Waits for the attempt to end and its end to be told; false if {@code nanos} did not suffice.
   */
  boolean await(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }
}
