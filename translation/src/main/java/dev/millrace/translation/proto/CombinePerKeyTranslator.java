/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.graph.CombineSpec;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.CombineFnBase.GlobalCombineFn;
import org.apache.beam.sdk.values.PCollection;

/**
 * Translates {@code Combine.perKey} without side inputs as a whole.
 *
 * <p>Its expansion groups all values and combines them afterwards; a grouping that keeps an
 * accumulator instead of the values gives the same result in less space.
 */
final class CombinePerKeyTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode node, Reading reading) {
    Combine.PerKey<?, ?, ?> combine = (Combine.PerKey<?, ?, ?>) node.transform();
    PCollection<?> input = reading.userCollection(node.onlyInput());
    KvCoder<?, ?> coder = (KvCoder<?, ?>) input.getCoder();
    CombineSpec spec =
        new CombineSpec(
            combine.getFn(),
            coder.getValueCoder(),
            accumulatorCoder(node, combine.getFn(), reading.coders(), coder.getValueCoder()));
    reading.add(
        new OperatorSpec.GroupByKey(
            node.name(),
            coder.getKeyCoder(),
            new Aggregation.Combine(spec),
            input.getWindowingStrategy(),
            reading.collection(node.onlyInput()),
            reading.collection(node.onlyOutput())));
  }

  private static <InputT, AccumT> Coder<AccumT> accumulatorCoder(
      TransformNode node,
      GlobalCombineFn<InputT, AccumT, ?> fn,
      CoderRegistry registry,
      Coder<?> inputCoder) {
    @SuppressWarnings("unchecked") // the pipeline applied the function to such values
    Coder<InputT> typedInputCoder = (Coder<InputT>) inputCoder;
    try {
      return fn.getAccumulatorCoder(registry, typedInputCoder);
    } catch (CannotProvideCoderException e) {
      throw new IllegalArgumentException(
          "No coder for the accumulators of " + node.name() + "; override getAccumulatorCoder", e);
    }
  }
}
