/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.time;

/**
 * The processing time of a job.
 *
 * <p>Threading: safe for use by all threads.
 */
public sealed interface JobClock permits WallClock, ManualClock {
  /** What {@link #nanosUntil} answers if the time does not come by itself. */
  long NEVER = Long.MAX_VALUE;

  /** The processing time in milliseconds. */
  long millis();

  /** How many nanoseconds from now it will be {@code millis}, or {@link #NEVER}. */
  long nanosUntil(long millis);

  /** Tells that a task waited for {@code nanos} before it looks again for something to do. */
  void waited(long nanos);
}
