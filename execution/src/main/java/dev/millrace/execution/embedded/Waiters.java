/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

/**
 * Who waits for the end of a job, and whether the end has been told to anybody. At first it is the
 * one who started the job.
 *
 * <p>Threading: safe for use by all threads; guarded by {@code this}.
 */
final class Waiters {
  private int waiting = 1;
  private boolean told;

  /** One begins to wait. */
  synchronized void begin() {
    waiting++;
  }

  /** One has ceased to wait, and knows that the job has ended if it has been told so. */
  synchronized void end(boolean wasTold) {
    waiting--;
    told |= wasTold;
  }

  /** Whether nobody has learned of the end, nor will by the wait that is on. */
  synchronized boolean nobody() {
    return waiting == 0 && !told;
  }
}
