/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.workload.Sinks;
import dev.millrace.benchmarks.workload.Tally;
import java.io.Serializable;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;

/**
 * The sink of every job: sums hashes.
 *
 * @param <T> the type of the elements
 */
final class ChecksumSink<T> extends RichSinkFunction<T> {
  private static final long serialVersionUID = 1L;

  private final long run;
  private final Hasher<T> hasher;
  private transient Tally tally;

  ChecksumSink(long run, Hasher<T> hasher) {
    this.run = run;
    this.hasher = hasher;
  }

  @Override
  public void open(OpenContext context) {
    Sinks.witness();
    tally = new Tally();
  }

  @Override
  public void invoke(T element, Context context) {
    tally.add(hasher.hash(element));
  }

  @Override
  public void finish() {
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
