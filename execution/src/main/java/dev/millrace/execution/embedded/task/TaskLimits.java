/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

/**
 * Bounds that a task keeps to.
 *
 * @param bundleElements the most elements and timers in a bundle
 * @param bundleMillis the longest time a bundle is open
 * @param idleMillis how long the task, a source, must have had nothing to count as idle; 0 for
 *     never
 * @param turnNanos the longest time a turn is to take, looked at after each of its steps
 */
public record TaskLimits(int bundleElements, long bundleMillis, long idleMillis, long turnNanos) {
  /** What {@link #turnNanos} is where turns are to depend on no clock. */
  public static final long UNTIMED = Long.MAX_VALUE;

  /** Whether the length of turns may depend on a clock. */
  boolean timed() {
    return turnNanos != UNTIMED;
  }
}
