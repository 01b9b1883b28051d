/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

import dev.millrace.benchmarks.state.PublishedFigures;

/**
 * A checkpoint of updates.
 *
 * @param figures what the engine says of it
 * @param updates how many came out since the one before was published
 * @param processBytes how many bytes the process wrote since then, to whatever files
 */
public record MeasuredCheckpoint(PublishedFigures figures, long updates, long processBytes) {

  /** Words that {@link #parse} reads. */
  public String format() {
    return updates + " " + processBytes + " " + figures.format();
  }

  /**
   * What {@link #format} has written.
   *
   * @throws IllegalArgumentException if it has not
   */
  public static MeasuredCheckpoint parse(String line) {
    String[] fields = line.split(" ", -1);
    return new MeasuredCheckpoint(
        PublishedFigures.parse(fields, 2), Long.parseLong(fields[0]), Long.parseLong(fields[1]));
  }
}
