/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.translation.graph.CombineSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import org.apache.beam.runners.core.SystemReduceFn;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.CombineFnBase.GlobalCombineFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.AppliedCombineFn;

/** Aggregations in the terms of runners-core. */
final class ReduceFns {
  private ReduceFns() {}

  /** The reduce function for {@code aggregation} of values by keys that {@code keyCoder} codes. */
  @SuppressWarnings("unchecked") // keys and values are what the coders code
  static SystemReduceFn<Object, Object, ?, ?, BoundedWindow> of(
      Coder<?> keyCoder, Aggregation aggregation) {
    if (aggregation instanceof Aggregation.Values values) {
      return SystemReduceFn.buffering((Coder<Object>) values.valueCoder());
    }
    if (aggregation instanceof Aggregation.Combine combine) {
      return combining(
          keyCoder,
          (GlobalCombineFn<Object, Object, Object>) combine.combine().fn(),
          combine.combine());
    }
    CombineSpec merge = ((Aggregation.MergeAccumulators) aggregation).combine();
    return combining(
        keyCoder, AccumulatorMerge.of((GlobalCombineFn<Object, Object, Object>) merge.fn()), merge);
  }

  @SuppressWarnings("unchecked") // keys and values are what the coders code
  private static SystemReduceFn<Object, Object, ?, ?, BoundedWindow> combining(
      Coder<?> keyCoder, GlobalCombineFn<Object, Object, Object> fn, CombineSpec combine) {
    AppliedCombineFn<Object, Object, Object, Object> applied =
        AppliedCombineFn.withAccumulatorCoder(fn, (Coder<Object>) combine.accumulatorCoder());
    return SystemReduceFn.combining((Coder<Object>) keyCoder, applied);
  }
}
