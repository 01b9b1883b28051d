/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.graph.OperatorSpec;
import java.util.List;
import org.apache.beam.sdk.testing.TestStream;

/** Translates {@code TestStream}. */
final class TestStreamTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode node, Reading reading) {
    TestStream<?> stream = (TestStream<?>) node.transform();
    reading.add(
        new OperatorSpec.PlayTestStream(
            node.name(),
            List.<TestStream.Event<?>>copyOf(stream.getEvents()),
            reading.collection(node.onlyOutput())));
  }
}
