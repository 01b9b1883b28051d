/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;

/** The greatest of the values, and the empty string of none. */
final class GreatestFn extends CombineFn<String, String, String> {
  private static final long serialVersionUID = 1L;

  @Override
  public String createAccumulator() {
    return "";
  }

  @Override
  public String addInput(String accumulator, String input) {
    return accumulator.compareTo(input) < 0 ? input : accumulator;
  }

  @Override
  public String mergeAccumulators(Iterable<String> accumulators) {
    String merged = createAccumulator();
    for (String accumulator : accumulators) {
      merged = addInput(merged, accumulator);
    }
    return merged;
  }

  @Override
  public String extractOutput(String accumulator) {
    return accumulator;
  }

  @Override
  public Coder<String> getAccumulatorCoder(CoderRegistry registry, Coder<String> inputCoder) {
    return StringUtf8Coder.of();
  }
}
