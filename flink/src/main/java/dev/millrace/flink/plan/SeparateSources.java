/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.plan;

import static java.util.Objects.requireNonNull;

import dev.millrace.translation.graph.CollectionSpec;
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
 * Gives what reads a source a stage of its own, which one other stage reads: to Flink a source is
 * something else than an operator, which has no inputs, not even for side inputs, and one output.
 * Where it can, Flink chains it to what was the rest of its stage, so that an element goes there by
 * a method call. What nobody reads is read too, for its metrics. Used once.
 */
public final class SeparateSources {
  private final StageGraph graph;
  private final List<Stage> stages = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<Integer, CollectionSpec> collections;
  // What other stages read instead of what a source puts out.
  private final Map<Integer, Passed> passed = new HashMap<>();
  private int nextStage;
  private int nextCollection;

  private record Passed(int stage, int collection) {}

  private SeparateSources(StageGraph graph) {
    this.graph = graph;
    this.collections = new HashMap<>(graph.collections());
    this.nextStage = 1 + graph.stages().stream().mapToInt(Stage::id).max().orElse(0);
    this.nextCollection =
        1 + graph.collections().keySet().stream().mapToInt(id -> id).max().orElse(0);
  }

  /** The same graph with sources in stages of their own. */
  public static StageGraph in(StageGraph graph) {
    return new SeparateSources(graph).separated();
  }

  private StageGraph separated() {
    for (Stage stage : graph.stages()) {
      if (isSource(stage)) {
        separate(stage);
      } else {
        stages.add(stage);
      }
    }
    for (Edge edge : graph.edges()) {
      Passed instead = passed.get(edge.produced());
      edges.add(
          instead == null
              ? edge
              : new Edge(
                  instead.stage,
                  instead.collection,
                  edge.toStage(),
                  edge.consumed(),
                  edge.exchange()));
    }
    return new StageGraph(stages, edges, collections, graph.rewrites());
  }

  private void separate(Stage stage) {
    OperatorSpec source = stage.operators().get(0);
    int output = source.outputs().get(0);
    List<OperatorSpec> rest = stage.operators().subList(1, stage.operators().size());
    long readers = graph.edges().stream().filter(edge -> edge.produced() == output).count();
    if (rest.isEmpty() && readers == 1) {
      stages.add(stage);
      return;
    }
    Stage reading = new Stage(nextStage++, source.transform(), List.of(source), stage.parallel());
    List<OperatorSpec> behind = new ArrayList<>();
    if (readers > 0 || rest.isEmpty()) {
      passed.put(output, new Passed(stage.id(), nextCollection));
      CollectionSpec read = requireNonNull(collections.get(output));
      collections.put(
          nextCollection,
          new CollectionSpec(
              nextCollection, read.name(), read.coder(), read.windowing(), read.bounded()));
      behind.add(
          new OperatorSpec.Flatten(source.transform(), List.of(output), nextCollection++));
    }
    behind.addAll(rest);
    stages.add(reading);
    stages.add(new Stage(stage.id(), stage.name(), behind, stage.parallel()));
    edges.add(new Edge(reading.id(), output, stage.id(), output, new Exchange.Forward()));
  }

  /** Whether {@code stage} begins with a source, or with a flatten of nothing, which is one. */
  public static boolean isSource(Stage stage) {
    return !stage.operators().isEmpty() && stage.operators().get(0).inputs().isEmpty();
  }
}
