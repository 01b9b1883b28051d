/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import java.util.List;

/**
 * Runs the work of a job. From its making on it answers the bells of all work.
 *
 * <p>Threading: safe for use by all threads.
 */
public sealed interface TaskRunner permits ThreadRunner, InlineRunner {

  /** Makes all work end soon. The stop signal has been set. Does not wait. */
  void stop();

  /**
   * Waits until nothing runs any more, or runs it.
   *
   * @param nanos how long at the most
   * @return whether nothing runs any more
   */
  boolean await(long nanos) throws InterruptedException;

  /** The threads that run work now, or may go on to. */
  List<Thread> threads();

  /** Where the thread of {@code work} is; empty if it has none. */
  StackTraceElement[] stackTrace(Schedulable work);
}
