/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.keying.Recoding;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes the instances of the stages of one graph. May be shared between threads; the instances may
 * not.
 */
public final class StageInstances {
  private final StageGraph graph;
  private final Enforcement enforcement;
  private final Map<Integer, List<Edge>> departing;

  /** Makes instances of the stages of {@code graph}. */
  public StageInstances(StageGraph graph, Enforcement enforcement) {
    this.graph = graph;
    this.enforcement = enforcement;
    this.departing = graph.edges().stream().collect(Collectors.groupingBy(Edge::fromStage));
  }

  /** A new instance of {@code stage}, not yet opened. */
  public StageInstance create(Stage stage) {
    Map<Integer, Boolean> leaving =
        departing.getOrDefault(stage.id(), List.of()).stream()
            .collect(Collectors.toMap(Edge::produced, this::callsCoders, Boolean::logicalOr));
    return new FusedStage(stage, new OperatorFactory(graph, enforcement), leaving);
  }

  private boolean callsCoders(Edge edge) {
    return !Recoding.of(graph.collection(edge.consumed()).coder()).isFaithful();
  }
}
