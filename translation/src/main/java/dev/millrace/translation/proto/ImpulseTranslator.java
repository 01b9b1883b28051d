/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.graph.OperatorSpec;

/** Translates {@code Impulse}. */
final class ImpulseTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode node, Reading reading) {
    reading.add(new OperatorSpec.Impulse(node.name(), reading.collection(node.onlyOutput())));
  }
}
