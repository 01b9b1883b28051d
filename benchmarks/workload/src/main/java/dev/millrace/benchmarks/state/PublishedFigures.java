/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.state;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an engine says of a checkpoint that was published.
 *
 * @param number its number
 * @param beganMillis when it was begun, in milliseconds since 1970
 * @param totalMicros how long it was until it had been published
 * @param bytes how many bytes were written for it
 * @param pauseMicros how long each task did nothing else
 */
public record PublishedFigures(
    long number, long beganMillis, long totalMicros, long bytes, List<Long> pauseMicros) {

  /** Words that {@link #parse} reads. */
  public String format() {
    return String.join(
        " ",
        Long.toString(number),
        Long.toString(beganMillis),
        Long.toString(totalMicros),
        Long.toString(bytes),
        pauseMicros.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  /**
   * What {@link #format} has written, from {@code fields[from]} on.
   *
   * @throws IllegalArgumentException if it has not
   */
  public static PublishedFigures parse(String[] fields, int from) {
    return new PublishedFigures(
        Long.parseLong(fields[from]),
        Long.parseLong(fields[from + 1]),
        Long.parseLong(fields[from + 2]),
        Long.parseLong(fields[from + 3]),
        Arrays.stream(fields[from + 4].split(",", -1))
            .filter(pause -> !pause.isEmpty())
            .map(Long::valueOf)
            .toList());
  }
}
