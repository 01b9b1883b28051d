/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import java.util.List;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.CombineFnBase.GlobalCombineFn;
import org.apache.beam.sdk.transforms.CombineWithContext.CombineFnWithContext;

/**
 * The second half of a lifted combine: its inputs are accumulators, which it merges.
 *
 * @param <AccumT> the type of the accumulators
 * @param <OutputT> the type of what is extracted from them
 */
final class AccumulatorMerge<AccumT, OutputT> extends CombineFn<AccumT, AccumT, OutputT> {
  private static final long serialVersionUID = 1L;

  private final CombineFn<?, AccumT, OutputT> fn;

  private AccumulatorMerge(CombineFn<?, AccumT, OutputT> fn) {
    this.fn = fn;
  }

  /**
   * The merging half of {@code fn}.
   *
   * @throws IllegalArgumentException for a function with context, which is never lifted
   */
  static <AccumT, OutputT> AccumulatorMerge<AccumT, OutputT> of(
      GlobalCombineFn<?, AccumT, OutputT> fn) {
    if (fn instanceof CombineFn) {
      return new AccumulatorMerge<>((CombineFn<?, AccumT, OutputT>) fn);
    }
    throw new IllegalArgumentException(
        fn.getClass()
            + (fn instanceof CombineFnWithContext ? " has" : " may have")
            + " a context, which only a combine that is not lifted can give it");
  }

  @Override
  public AccumT createAccumulator() {
    return fn.createAccumulator();
  }

  @Override
  public AccumT addInput(AccumT accumulator, AccumT input) {
    return fn.mergeAccumulators(List.of(accumulator, input));
  }

  @Override
  public AccumT mergeAccumulators(Iterable<AccumT> accumulators) {
    return fn.mergeAccumulators(accumulators);
  }

  @Override
  public OutputT extractOutput(AccumT accumulator) {
    return fn.extractOutput(accumulator);
  }

  @Override
  public AccumT compact(AccumT accumulator) {
    return fn.compact(accumulator);
  }
}
