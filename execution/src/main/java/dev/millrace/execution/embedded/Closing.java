/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.schedule.TaskRunner;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time between the end of an attempt and that of its threads, in which its functions are torn
 * down.
 *
 * <p>Threading: safe for use by all threads.
 */
final class Closing {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  /** How long a task is given to obey an interrupt before it gets another. */
  private static final long INTERRUPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final String job;
  private final Lifecycle lifecycle;
  private final TaskRunner runner;
  private final Supplier<String> report;
  private final AtomicBoolean reported = new AtomicBoolean();

  /**
   * The closing of an attempt of {@code job}, whose tasks {@code runner} runs and {@code report}
   * tells of.
   */
  Closing(String job, Lifecycle lifecycle, TaskRunner runner, Supplier<String> report) {
    this.job = job;
    this.lifecycle = lifecycle;
    this.runner = runner;
    this.report = report;
  }

  /** Whether this is called by a function of the job, whose end it must not wait for. */
  boolean isWithin() {
    return runner.threads().contains(Thread.currentThread());
  }

  /**
   * Waits, the attempt having ended, until its tasks are closed. Tasks that do not heed an
   * interrupt get another. Does not wait for the calling thread, nor for those that wait for the
   * process to end, as they do so for ever.
   *
   * @param nanos how long at the most; if it does not suffice the log tells once what goes on
   * @return whether nothing goes on
   */
  boolean await(long nanos) throws InterruptedException {
    if (isWithin()) {
      return false;
    }
    long start = System.nanoTime();
    long left = nanos;
    while (!runner.await(Math.min(left, INTERRUPT_NANOS))) {
      left = nanos - (System.nanoTime() - start);
      if (onlyExitsAreLeft()) {
        return false;
      }
      if (left <= 0) {
        tellWhatGoesOn();
        return false;
      }
      if (lifecycle.state() != JobState.DONE) {
        // User code may have swallowed the interrupt and blocked again.
        runner.stop();
      }
    }
    return true;
  }

  private void tellWhatGoesOn() {
    if (reported.compareAndSet(false, true)) {
      LOG.warn("Job {} has ended, but some tasks go on:\n{}", job, report.get());
    }
  }

  /** Whether a function of the job has asked the process to end, and waits for that. */
  boolean anyExits() {
    return runner.threads().stream().anyMatch(Closing::exits);
  }

  private boolean onlyExitsAreLeft() {
    List<Thread> left = runner.threads();
    return !left.isEmpty() && left.stream().allMatch(Closing::exits);
  }

  // Runtime.exit does not come back; it waits for the hooks to end, of which one may be ours.
  private static boolean exits(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals("java.lang.Shutdown")) {
        return true;
      }
    }
    return false;
  }
}
