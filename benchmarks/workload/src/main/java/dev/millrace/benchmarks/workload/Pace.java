/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * When the elements of {@link Query#LATENCY} are due. What counts is when an element should have
 * come, not when its source was asked for it: a late question is latency, too.
 */
public final class Pace {
  /** How many elements are due in a second. */
  public static final long PER_SECOND = 20_000;

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
  private static final long WARM_UP = 0;
  private static final Map<Long, Long> STARTS = new ConcurrentHashMap<>();

  private Pace() {}

  /** When an element of {@code run} is due, by the nanosecond clock; the first asked for is now. */
  public static long dueNanos(long run, long index) {
    return STARTS.computeIfAbsent(run, r -> System.nanoTime()) + index * INTERVAL_NANOS;
  }

  /**
   * What an element says: when it was due, or in the first half of a run that it is not recorded.
   */
  public static long element(long run, long index, long elements) {
    return index < elements / 2 ? WARM_UP : dueNanos(run, index);
  }

  /** Records the arrival of an element, which is what {@link #element} has answered. */
  public static void arrived(long element) {
    if (element != WARM_UP) {
      Latencies.arrived(element);
    }
  }
}
