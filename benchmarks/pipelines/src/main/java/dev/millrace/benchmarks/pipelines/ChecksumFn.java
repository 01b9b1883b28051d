/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import dev.millrace.benchmarks.workload.Sinks;
import dev.millrace.benchmarks.workload.Tally;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * The sink of every pipeline: sums hashes.
 *
 * @param <T> the type of the elements
 */
final class ChecksumFn<T> extends DoFn<T, Void> {
  private static final long serialVersionUID = 1L;

  private final long run;
  private final Hasher<T> hasher;
  private transient Tally tally;

  ChecksumFn(long run, Hasher<T> hasher) {
    this.run = run;
    this.hasher = hasher;
  }

  @Setup
  public void setup() {
    Sinks.witness();
    tally = new Tally();
  }

  @ProcessElement
  public void process(@Element T element) {
    tally.add(hasher.hash(element));
  }

  @FinishBundle
  public void finishBundle() {
    tally.flush(run);
  }

  /**
   * A hash of elements.
   *
   * @param <T> the type of the elements
   */
  interface Hasher<T> extends Serializable {
    long hash(T element);
  }
}
