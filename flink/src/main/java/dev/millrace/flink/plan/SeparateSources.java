/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.plan;

import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives what reads a source a stage of its own: to Flink a source is something else than an
 * operator, which has no inputs, not even for side inputs, and one output. Where it can, Flink
 * chains it to what was the rest of its stage, so that an element goes there by a method call.
 */
public final class SeparateSources {
  private SeparateSources() {}

  /** The same graph with sources in stages of their own. */
  public static StageGraph in(StageGraph graph) {
    int next = graph.stages().stream().mapToInt(Stage::id).max().orElse(0) + 1;
    List<Stage> stages = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    // The stage that produces a collection, where it is not the one that did.
    Map<Integer, Integer> producers = new HashMap<>();
    for (Stage stage : graph.stages()) {
      if (!isSource(stage) || stage.operators().size() == 1) {
        stages.add(stage);
        continue;
      }
      OperatorSpec source = stage.operators().get(0);
      int output = source.outputs().get(0);
      Stage reading = new Stage(next++, source.transform(), List.of(source), stage.parallel());
      Stage rest =
          new Stage(
              stage.id(),
              stage.name(),
              stage.operators().subList(1, stage.operators().size()),
              stage.parallel());
      stages.add(reading);
      stages.add(rest);
      producers.put(output, reading.id());
      edges.add(
          new Edge(
              reading.id(), output, rest.id(), output, new Exchange.Forward()));
    }
    for (Edge edge : graph.edges()) {
      edges.add(
          new Edge(
              producers.getOrDefault(edge.produced(), edge.fromStage()),
              edge.produced(),
              edge.toStage(),
              edge.consumed(),
              edge.exchange()));
    }
    return new StageGraph(stages, edges, graph.collections(), graph.rewrites());
  }

  /** Whether {@code stage} begins with a source, or with a flatten of nothing, which is one. */
  public static boolean isSource(Stage stage) {
    return !stage.operators().isEmpty() && stage.operators().get(0).inputs().isEmpty();
  }
}
