/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.state;

import dev.millrace.benchmarks.workload.Latencies;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What has come out of the one job of this JVM. Safe for concurrent use. */
public final class Outputs {
  private static final LongAdder COUNT = new LongAdder();
  private static final AtomicLong FIRST = new AtomicLong();

  private Outputs() {}

  /** Takes note of an update that has gone through the job. */
  public static void arrived(Updates updates, long update) {
    if (FIRST.getPlain() == 0) {
      FIRST.compareAndSet(0, System.nanoTime());
    }
    if (Pacing.isPaced(updates, update)) {
      Latencies.arrived(Pacing.dueNanos(updates, update));
    }
    COUNT.increment();
  }

  /** How many have come out. */
  public static long count() {
    return COUNT.sum();
  }

  /** When the first came out, by the nanosecond clock; 0 if none has. */
  public static long firstNanos() {
    return FIRST.get();
  }
}
