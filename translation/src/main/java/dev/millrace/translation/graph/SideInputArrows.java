/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.PCollectionView;

/** Which stage fills which view. */
final class SideInputArrows {
  /**
   * A side input as an arrow of the graph.
   *
   * @param stage the stage that fills the view
   * @param view the full name of the transform that makes it
   */
  record Arrow(int stage, String view) {}

  private final Map<PCollectionView<?>, Arrow> arrows = new HashMap<>();

  SideInputArrows(StageGraph graph) {
    for (Stage stage : graph.stages()) {
      for (OperatorSpec operator : stage.operators()) {
        if (operator instanceof OperatorSpec.MaterializeView materialize) {
          arrows.put(materialize.view(), new Arrow(stage.id(), materialize.transform()));
        }
      }
    }
  }

  /** The arrows that lead to {@code operator}. */
  List<Arrow> into(OperatorSpec operator) {
    return operator.sideInputs().stream().map(input -> arrows.get(input.view())).toList();
  }
}
