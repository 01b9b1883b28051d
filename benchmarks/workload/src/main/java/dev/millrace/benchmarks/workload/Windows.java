/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.workload;

/** The windows of a time, for engines that must reckon them. A window is its last millisecond. */
public final class Windows {
  private Windows() {}

  /** The fixed window of a time that is not negative. */
  public static long fixedMaxMillis(long millis) {
    return millis - millis % Data.WINDOW_MILLIS + Data.WINDOW_MILLIS - 1;
  }

  /** The first sliding window to end of those that a time is in; others end a period apart. */
  public static long firstSlidingMaxMillis(long millis) {
    return millis - millis % Data.PERIOD_MILLIS + Data.PERIOD_MILLIS - 1;
  }
}
