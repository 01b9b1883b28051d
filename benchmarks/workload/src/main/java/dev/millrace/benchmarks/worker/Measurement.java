/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

import dev.millrace.benchmarks.workload.Checksum;

/**
 * What one run took.
 *
 * @param wallNanos from the call that starts it to its end
 * @param cpuNanos of the whole process in that time
 * @param heapBytes the most heap in use, garbage included
 * @param liveBytes the most heap in use right after a collection; 0 if there was none
 * @param residentBytes the most memory of the process; 0 if the system does not say
 * @param checksum what came out
 * @param latency of the elements that were recorded
 * @param result the class that the engine answered with
 * @param witnessed whether the engine's own classes were seen calling the sink
 */
public record Measurement(
    long wallNanos,
    long cpuNanos,
    long heapBytes,
    long liveBytes,
    long residentBytes,
    Checksum checksum,
    LatencyQuantiles latency,
    String result,
    boolean witnessed) {

  /** One line that {@link #parse} reads. */
  public String format() {
    return String.join(
        " ",
        Long.toString(wallNanos),
        Long.toString(cpuNanos),
        Long.toString(heapBytes),
        Long.toString(liveBytes),
        Long.toString(residentBytes),
        Long.toString(checksum.elements()),
        Long.toString(checksum.sum()),
        Long.toString(latency.p50()),
        Long.toString(latency.p99()),
        Long.toString(latency.p999()),
        Long.toString(latency.max()),
        result,
        Boolean.toString(witnessed));
  }

  /**
   * What {@link #format} has written.
   *
   * @throws IllegalArgumentException if it has not
   */
  public static Measurement parse(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length != 13) {
      throw new IllegalArgumentException("not a measurement: " + line);
    }
    return new Measurement(
        Long.parseLong(fields[0]),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4]),
        new Checksum(Long.parseLong(fields[5]), Long.parseLong(fields[6])),
        new LatencyQuantiles(
            Long.parseLong(fields[7]),
            Long.parseLong(fields[8]),
            Long.parseLong(fields[9]),
            Long.parseLong(fields[10])),
        fields[11],
        Boolean.parseBoolean(fields[12]));
  }
}
