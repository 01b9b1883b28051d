/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

/**
 * Hears of what becomes of the work of a job.
 *
 * <p>Threading: called by any thread that gives turns.
 */
public interface Supervisor {

  /** Tells that {@code work} failed. It is being closed. */
  void failed(Schedulable work, Throwable failure);

  /** Tells that closing {@code work} failed, which was done or had failed or been stopped. */
  void failedToClose(Schedulable work, Throwable failure);

  /** Tells that {@code work} has been closed, or will never be opened. */
  void left(Schedulable work);
}
