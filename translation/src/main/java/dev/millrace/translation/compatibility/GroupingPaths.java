/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.GroupByKey;
import dev.millrace.translation.graph.OperatorSpec.MaterializeView;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.optimize.SpecialisedGrouping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The ways of grouping of a graph, and which others its groupings could go. */
final class GroupingPaths {
  private final StageGraph graph;
  private final Map<String, OperatorSpec> groupings = new HashMap<>();

  GroupingPaths(StageGraph graph) {
    this.graph = graph;
    for (Stage stage : graph.stages()) {
      for (OperatorSpec operator : stage.operators()) {
        if (operator instanceof GroupByKey || operator instanceof MaterializeView) {
          groupings.put(operator.transform(), operator);
        }
      }
    }
  }

  /** The path called {@code name} if {@code transform} can go it, or else null. */
  @Nullable GroupingPath possible(String transform, String name) {
    OperatorSpec operator = groupings.get(transform);
    for (GroupingPath path : GroupingPath.values()) {
      if (path.name().equals(name)) {
        return operator != null && serves(path, operator) ? path : null;
      }
    }
    return null;
  }

  private static boolean serves(GroupingPath path, OperatorSpec operator) {
    if (operator instanceof GroupByKey group) {
      return SpecialisedGrouping.serves(path, group);
    }
    return operator instanceof MaterializeView view && SpecialisedGrouping.serves(path, view);
  }

  /** The graph with its groupings going the way that {@code paths} says by transform. */
  StageGraph with(Map<String, GroupingPath> paths) {
    if (paths.isEmpty()) {
      return graph;
    }
    List<Stage> stages = graph.stages().stream().map(stage -> with(paths, stage)).toList();
    return new StageGraph(stages, graph.edges(), graph.collections(), graph.rewrites());
  }

  private static Stage with(Map<String, GroupingPath> paths, Stage stage) {
    List<OperatorSpec> operators =
        stage.operators().stream().map(operator -> with(paths, operator)).toList();
    return new Stage(stage.id(), stage.name(), operators, stage.parallel());
  }

  private static OperatorSpec with(Map<String, GroupingPath> paths, OperatorSpec operator) {
    GroupingPath path = paths.get(operator.transform());
    if (path == null) {
      return operator;
    }
    if (operator instanceof GroupByKey group) {
      return group.by(path);
    }
    return operator instanceof MaterializeView view ? view.by(path) : operator;
  }
}
