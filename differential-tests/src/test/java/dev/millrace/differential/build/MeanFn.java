/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.values.KV;

/** The mean of the measures of values, as a fraction that is not reduced. */
final class MeanFn extends CombineFn<String, KV<Long, Long>, String> {
  private static final long serialVersionUID = 1L;

  @Override
  public KV<Long, Long> createAccumulator() {
    return KV.of(0L, 0L);
  }

  @Override
  public KV<Long, Long> addInput(KV<Long, Long> accumulator, String input) {
    return KV.of(accumulator.getKey() + Values.measure(input), accumulator.getValue() + 1);
  }

  @Override
  public KV<Long, Long> mergeAccumulators(Iterable<KV<Long, Long>> accumulators) {
    KV<Long, Long> merged = createAccumulator();
    for (KV<Long, Long> accumulator : accumulators) {
      merged =
          KV.of(merged.getKey() + accumulator.getKey(), merged.getValue() + accumulator.getValue());
    }
    return merged;
  }

  @Override
  public String extractOutput(KV<Long, Long> accumulator) {
    return accumulator.getKey() + "/" + accumulator.getValue();
  }

  @Override
  public Coder<KV<Long, Long>> getAccumulatorCoder(
      CoderRegistry registry, Coder<String> inputCoder) {
    return KvCoder.of(VarLongCoder.of(), VarLongCoder.of());
  }
}
