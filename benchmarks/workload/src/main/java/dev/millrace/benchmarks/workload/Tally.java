/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.workload;

/** The checksum of what one instance of a sink receives. Not safe for concurrent use. */
public final class Tally {
  private long elements;
  private long sum;

  /** Counts an element by its hash. */
  public void add(long hash) {
    elements++;
    sum += Hash.mix(hash);
  }

  /** Adds all that was counted to the checksum of {@code run}, and starts anew. */
  public void flush(long run) {
    if (elements != 0) {
      Sinks.add(run, new Checksum(elements, sum));
      elements = 0;
      sum = 0;
    }
  }
}
