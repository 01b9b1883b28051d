/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Query;
import java.util.Locale;

/** Tells on standard output how far the measuring is. */
final class Progress {
  private Progress() {}

  static void print(
      Query query, EngineSpec engine, long elements, int repetition, Measurement measurement) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-16s %-16s %10d elements  %-9s wall %8.3f s  cpu %8.3f s  heap %5d MB",
            query.label(),
            engine.title(),
            elements,
            repetition > 0 ? "run " + repetition : "warm-up",
            measurement.wallNanos() / 1e9,
            measurement.cpuNanos() / 1e9,
            measurement.heapBytes() >> 20));
  }
}
