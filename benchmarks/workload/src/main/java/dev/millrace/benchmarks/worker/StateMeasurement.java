/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

/**
 * What updates took once the state was filled and in a checkpoint.
 *
 * @param updates how many came out
 * @param micros in how long
 * @param latency from when they were due, if they were
 * @param residentBytes the most memory of the process; 0 if the system does not say
 */
public record StateMeasurement(
    long updates, long micros, LatencyQuantiles latency, long residentBytes) {

  /** Words that {@link #parse} reads. */
  public String format() {
    return String.join(
        " ",
        Long.toString(updates),
        Long.toString(micros),
        Long.toString(latency.p50()),
        Long.toString(latency.p99()),
        Long.toString(latency.p999()),
        Long.toString(latency.max()),
        Long.toString(residentBytes));
  }

  /**
   * What {@link #format} has written.
   *
   * @throws IllegalArgumentException if it has not
   */
  public static StateMeasurement parse(String line) {
    String[] fields = line.split(" ", -1);
    return new StateMeasurement(
        Long.parseLong(fields[0]),
        Long.parseLong(fields[1]),
        new LatencyQuantiles(
            Long.parseLong(fields[2]),
            Long.parseLong(fields[3]),
            Long.parseLong(fields[4]),
            Long.parseLong(fields[5])),
        Long.parseLong(fields[6]));
  }

  /** How many came out in a second. */
  public double perSecond() {
    return updates * 1e6 / micros;
  }
}
