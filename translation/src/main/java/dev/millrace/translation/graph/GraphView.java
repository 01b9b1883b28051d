/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A stage graph for those who show it: names and words, nothing of the user's own.
 *
 * @param stages the stages, in topological order
 * @param edges what goes from stage to stage
 */
public record GraphView(List<StageNode> stages, List<EdgeView> edges) {
  public GraphView {
    stages = List.copyOf(stages);
    edges = List.copyOf(edges);
  }

  /**
   * A stage.
   *
   * @param id its number
   * @param name a short readable name
   * @param parallel whether it may have several instances
   * @param operators its operators, in topological order
   */
  public record StageNode(int id, String name, boolean parallel, List<OperatorNode> operators) {
    public StageNode {
      operators = List.copyOf(operators);
    }
  }

  /**
   * An operator.
   *
   * @param transform the full name of the transform; slashes divide the composites that it is in
   * @param kind the kind of operator
   * @param detail what sets it apart from others of its kind, maybe empty
   */
  public record OperatorNode(String transform, String kind, String detail) {}

  /**
   * What goes from one stage to another.
   *
   * @param from the stage that produces it
   * @param to the stage that takes it
   * @param sideInput whether it is a side input rather than elements
   * @param label how elements are spread, or the name of the view
   */
  public record EdgeView(int from, int to, boolean sideInput, String label) {}

  /** What {@code graph} shows. */
  public static GraphView of(StageGraph graph) {
    SideInputArrows arrows = new SideInputArrows(graph);
    Set<EdgeView> edges = new LinkedHashSet<>();
    for (Edge edge : graph.edges()) {
      edges.add(
          new EdgeView(
              edge.fromStage(), edge.toStage(), false, OperatorLabels.exchange(edge.exchange())));
    }
    List<StageNode> stages = new ArrayList<>();
    for (Stage stage : graph.stages()) {
      List<OperatorNode> operators = new ArrayList<>();
      for (OperatorSpec operator : stage.operators()) {
        operators.add(
            new OperatorNode(
                operator.transform(),
                OperatorLabels.kind(operator),
                OperatorLabels.detail(operator)));
        for (SideInputArrows.Arrow view : arrows.into(operator)) {
          edges.add(new EdgeView(view.stage(), stage.id(), true, view.view()));
        }
      }
      stages.add(new StageNode(stage.id(), stage.name(), stage.parallel(), operators));
    }
    return new GraphView(stages, List.copyOf(edges));
  }
}
