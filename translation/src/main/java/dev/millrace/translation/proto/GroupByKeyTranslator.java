/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.values.PCollection;

/** Translates {@code GroupByKey}. */
final class GroupByKeyTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode node, Reading reading) {
    PCollection<?> input = reading.userCollection(node.onlyInput());
    // GroupByKey accepts nothing else
    KvCoder<?, ?> coder = (KvCoder<?, ?>) input.getCoder();
    reading.add(
        new OperatorSpec.GroupByKey(
            node.name(),
            coder.getKeyCoder(),
            new Aggregation.Values(coder.getValueCoder()),
            input.getWindowingStrategy(),
            reading.collection(node.onlyInput()),
            reading.collection(node.onlyOutput())));
  }
}
