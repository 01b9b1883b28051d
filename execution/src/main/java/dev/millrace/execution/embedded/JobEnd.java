/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The time between the end of a job and that of all its threads.
 *
 * <p>Threading: safe for use by all threads.
 */
final class JobEnd {
  private final Attempts attempts;
  private final List<Companion> companions = new CopyOnWriteArrayList<>();

  JobEnd(Attempts attempts) {
    this.attempts = attempts;
  }

  /** Adds what is to end with the job. */
  void add(Companion companion) {
    companions.add(companion);
  }

  /** Whether this is called by a function of the job, whose end it must not wait for. */
  boolean isWithin() {
    return attempts.current().closing().isWithin();
  }

  /** Whether a function of the job has asked the process to end, and waits for that. */
  boolean anyExits() {
    return attempts.current().closing().anyExits();
  }

  /**
   * Waits, the job having ended, until its tasks are closed, what they needed is let go, and its
   * companions are done.
   *
   * @param nanos how long at the most
   * @return whether nothing goes on
   */
  boolean await(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    if (!attempts.current().closing().await(nanos)
        || !attempts.awaitOver(nanos - (System.nanoTime() - start))) {
      return false;
    }
    boolean all = true;
    for (Companion companion : companions) {
      all &= companion.join(nanos - (System.nanoTime() - start));
    }
    return all;
  }
}
