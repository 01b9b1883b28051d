/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.observe;

import dev.millrace.translation.graph.GraphView;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/** Finds the transform that somebody means. */
public final class Transforms {
  private static final int SOME = 20;
  private static final Set<String> WAITING =
      Set.of("GroupByKey", "MaterializeView", "StatefulParDo");

  private Transforms() {}

  /**
   * An operator and the stage it is in.
   *
   * @param stage the stage
   * @param operator the operator
   */
  public record TransformPlace(GraphView.StageNode stage, GraphView.OperatorNode operator) {}

  /**
   * The operator of {@code name}: of the transform that is called so; else, of a composite, the
   * last that waits for a watermark, or the last.
   *
   * @throws NoSuchElementException if there is none
   */
  public static TransformPlace find(GraphView graph, String name) {
    TransformPlace last = null;
    TransformPlace lastWaiting = null;
    boolean exact = false;
    List<String> known = new ArrayList<>();
    for (GraphView.StageNode stage : graph.stages()) {
      for (GraphView.OperatorNode operator : stage.operators()) {
        boolean same = operator.transform().equals(name);
        if (same && !exact) {
          exact = true;
          last = null;
          lastWaiting = null;
        }
        if (same || (!exact && operator.transform().startsWith(name + "/"))) {
          last = new TransformPlace(stage, operator);
          lastWaiting = WAITING.contains(operator.kind()) ? last : lastWaiting;
        }
        known.add(operator.transform());
      }
    }
    if (lastWaiting != null) {
      return lastWaiting;
    }
    if (last != null) {
      return last;
    }
    throw new NoSuchElementException(
        "There is no transform "
            + name
            + " in this pipeline. There are "
            + String.join(", ", known.subList(0, Math.min(SOME, known.size())))
            + (known.size() > SOME ? " and " + (known.size() - SOME) + " others" : ""));
  }
}
