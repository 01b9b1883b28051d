/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import dev.millrace.benchmarks.workload.Functions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;

/** Folds the values of a key and window, and marks the result with the window. */
final class FoldFn extends DoFn<KV<Long, Iterable<Long>>, KV<Long, Long>> {
  private static final long serialVersionUID = 1L;

  @ProcessElement
  public void process(
      @Element KV<Long, Iterable<Long>> group,
      BoundedWindow window,
      OutputReceiver<KV<Long, Long>> out) {
    long result = fold(group.getValue());
    out.output(
        KV.of(group.getKey(), Functions.inWindow(result, window.maxTimestamp().getMillis())));
  }

  /** The fold of all of {@code values}. */
  static long fold(Iterable<Long> values) {
    long folded = 0;
    for (long value : values) {
      folded = Functions.fold(folded, value);
    }
    return folded;
  }
}
