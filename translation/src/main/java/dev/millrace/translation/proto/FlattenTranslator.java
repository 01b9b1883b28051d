/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.graph.OperatorSpec;
import java.util.List;

/** Translates {@code Flatten}, and with it what merely changes the windowing of a collection. */
final class FlattenTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode node, Reading reading) {
    List<Integer> inputs =
        node.proto().getInputsMap().values().stream().map(reading::collection).sorted().toList();
    reading.add(
        new OperatorSpec.Flatten(node.name(), inputs, reading.collection(node.onlyOutput())));
  }
}
