/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.workload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long elements were on their way, of the one paced run that a JVM has at a time. Safe for
 * concurrent use. Times are told apart by a sixteenth of their size.
 */
public final class Latencies {
  private static final int PARTS = 16;
  private static final AtomicLongArray COUNTS = new AtomicLongArray(Long.SIZE * PARTS);

  private Latencies() {}

  /** Forgets all. */
  public static void reset() {
    for (int i = 0; i < COUNTS.length(); i++) {
      COUNTS.set(i, 0);
    }
  }

  /** Records the arrival, now, of an element that was due at a reading of the nanosecond clock. */
  public static void arrived(long dueNanos) {
    COUNTS.incrementAndGet(bucket(Math.max(1, System.nanoTime() - dueNanos)));
  }

  /**
   * The time that a share of elements did not exceed, in microseconds; 0 if none was recorded.
   *
   * @param share above 0 and at most 1
   */
  public static long quantileMicros(double share) {
    long all = 0;
    for (int i = 0; i < COUNTS.length(); i++) {
      all += COUNTS.get(i);
    }
    long rank = (long) Math.ceil(all * share);
    long seen = 0;
    for (int i = 0; rank > 0 && i < COUNTS.length(); i++) {
      seen += COUNTS.get(i);
      if (seen >= rank) {
        return TimeUnit.NANOSECONDS.toMicros(upperNanos(i));
      }
    }
    return 0;
  }

  private static int bucket(long nanos) {
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    long within = octave < 4 ? 0 : (nanos >>> (octave - 4)) & (PARTS - 1);
    return octave * PARTS + (int) within;
  }

  private static long upperNanos(int bucket) {
    int octave = bucket / PARTS;
    long within = bucket % PARTS;
    return octave < 4 ? 1L << (octave + 1) : (PARTS + within + 1) << (octave - 4);
  }
}
