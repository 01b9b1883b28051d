/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.graph.Frozen;
import dev.millrace.translation.graph.OperatorSpec;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.util.construction.SplittableParDo.PrimitiveBoundedRead;
import org.apache.beam.sdk.util.construction.SplittableParDo.PrimitiveUnboundedRead;

/** Translates reads of bounded and unbounded sources. */
final class ReadTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode node, Reading reading) {
    int output = reading.collection(node.onlyOutput());
    if (node.transform() instanceof PrimitiveBoundedRead<?> read) {
      reading.add(
          new OperatorSpec.ReadBounded(
              node.name(), Frozen.<BoundedSource<?>>of(read.getSource()), output));
    } else if (node.transform() instanceof PrimitiveUnboundedRead<?> read) {
      reading.add(
          new OperatorSpec.ReadUnbounded(
              node.name(), Frozen.<UnboundedSource<?, ?>>of(read.getSource()), output));
    } else {
      reading.refuse(Refusals.unknown(node.name(), node.urn(), node.transform().getClass()));
    }
  }
}
