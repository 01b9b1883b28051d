/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.graph.OperatorSpec;
import org.apache.beam.sdk.transforms.windowing.Window;

/** Translates {@code Window.into}. */
final class AssignWindowsTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode node, Reading reading) {
    Window.Assign<?> assign = (Window.Assign<?>) node.transform();
    reading.add(
        new OperatorSpec.AssignWindows(
            node.name(),
            assign.getWindowFn(),
            reading.collection(node.onlyInput()),
            reading.collection(node.onlyOutput())));
  }
}
