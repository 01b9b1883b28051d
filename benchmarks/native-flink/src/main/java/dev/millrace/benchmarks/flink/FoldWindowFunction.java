/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.workload.Functions;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.windows.GlobalWindow;
import org.apache.flink.streaming.api.windowing.windows.Window;
import org.apache.flink.util.Collector;

/**
 * Folds the values of a key and window, and marks the result with the window unless it is global.
 *
 * @param <W> the type of the windows
 */
final class FoldWindowFunction<W extends Window>
    implements WindowFunction<Tuple2<Long, Long>, Tuple2<Long, Long>, Long, W> {
  private static final long serialVersionUID = 1L;

  @Override
  public void apply(
      Long key, W window, Iterable<Tuple2<Long, Long>> pairs, Collector<Tuple2<Long, Long>> out) {
    long folded = 0;
    for (Tuple2<Long, Long> pair : pairs) {
      folded = Functions.fold(folded, pair.f1);
    }
    out.collect(
        Tuple2.of(
            key,
            window instanceof GlobalWindow
                ? folded
                : Functions.inWindow(folded, window.maxTimestamp())));
  }
}
