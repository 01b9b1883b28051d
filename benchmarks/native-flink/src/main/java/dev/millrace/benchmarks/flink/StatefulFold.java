/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.workload.Functions;
import dev.millrace.benchmarks.workload.Windows;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Folds values in state, and emits the fold of a key and window when the window ends. */
final class StatefulFold
    extends KeyedProcessFunction<Long, Tuple2<Long, Long>, Tuple2<Long, Long>> {
  private static final long serialVersionUID = 1L;

  private transient MapState<Long, Long> folds;

  @Override
  public void open(OpenContext context) {
    folds =
        getRuntimeContext().getMapState(new MapStateDescriptor<>("folds", Types.LONG, Types.LONG));
  }

  @Override
  public void processElement(
      Tuple2<Long, Long> pair, Context context, Collector<Tuple2<Long, Long>> out)
      throws Exception {
    long window = Windows.fixedMaxMillis(context.timestamp());
    Long before = folds.get(window);
    folds.put(window, Functions.fold(before == null ? 0 : before, pair.f1));
    context.timerService().registerEventTimeTimer(window);
  }

  @Override
  public void onTimer(long window, OnTimerContext context, Collector<Tuple2<Long, Long>> out)
      throws Exception {
    out.collect(Tuple2.of(context.getCurrentKey(), Functions.inWindow(folds.get(window), window)));
    folds.remove(window);
  }
}
