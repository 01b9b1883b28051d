/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

import dev.millrace.benchmarks.workload.Latencies;

/** How long elements were on their way, in microseconds; all 0 unless the query is paced. */
public record LatencyQuantiles(long p50, long p99, long p999, long max) {
  /** Of what has been recorded. */
  static LatencyQuantiles now() {
    return new LatencyQuantiles(
        Latencies.quantileMicros(0.5),
        Latencies.quantileMicros(0.99),
        Latencies.quantileMicros(0.999),
        Latencies.quantileMicros(1));
  }
}
