/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.ParDoSpec;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.reflect.DoFnInvokers;

/**
 * Expands a splittable DoFn into the operator that makes restrictions and the one that eats them.
 */
final class SplittableExpansion {
  private SplittableExpansion() {}

  /**
   * Adds both operators.
   *
   * <p>The coder of the collection between them is that of Beam's portable model: {@code
   * KV<KV<element, KV<restriction, watermark state>>, size>}.
   */
  static void add(String transform, ParDoSpec parDo, int input, Reading reading) {
    DoFnInvoker<?, ?> invoker = DoFnInvokers.invokerFor(parDo.fn().thaw());
    Coder<?> restriction = invoker.invokeGetRestrictionCoder(reading.coders());
    Coder<?> watermarkState = invoker.invokeGetWatermarkEstimatorStateCoder(reading.coders());
    Coder<?> restrictions =
        KvCoder.of(
            KvCoder.of(parDo.inputCoder(), KvCoder.of(restriction, watermarkState)),
            DoubleCoder.of());
    boolean bounded = reading.plan().collection(input).bounded();
    int between =
        reading
            .plan()
            .addCollection(
                transform + "/Restrictions", restrictions, parDo.inputWindowing(), bounded);
    reading.add(new OperatorSpec.SplitRestriction(transform, parDo, input, between));
    reading.add(new OperatorSpec.ProcessRestriction(transform, parDo, between));
  }
}
