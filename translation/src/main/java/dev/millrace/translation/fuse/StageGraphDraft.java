/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import static java.util.Objects.requireNonNull;

import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Flatten;
import dev.millrace.translation.graph.OperatorSpec.MaterializeView;
import dev.millrace.translation.graph.SideInputSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.plan.TopologicalOrder;
import dev.millrace.translation.plan.Views;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.values.TupleTag;

/** A stage graph while it grows. Stages are numbered in the order in which they are added. */
final class StageGraphDraft {
  private final TreeMap<Integer, CollectionSpec> collections;
  private final List<StageDraft> stages = new ArrayList<>();
  private final StageDependencies dependencies = new StageDependencies();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<TupleTag<?>, Integer> viewStages = new HashMap<>();
  private final Map<Integer, String> dissolved = new HashMap<>();
  private final FusionDepth depth = new FusionDepth();

  /** The flatten of what one stage contributes to a collection, by stage and that collection. */
  private final Map<Source, Integer> merged = new HashMap<>();

  StageGraphDraft(Map<Integer, CollectionSpec> collections) {
    this.collections = new TreeMap<>(collections);
  }

  /** Adds an empty stage, which its first operator makes parallel or not; returns its number. */
  int addStage() {
    return add(new StageDraft());
  }

  /** Adds an empty stage that runs as many instances as {@code other}; returns its number. */
  int addStageLike(int other) {
    return add(StageDraft.parallel(isParallel(other)));
  }

  private int add(StageDraft stage) {
    stages.add(stage);
    dependencies.addStage();
    return stages.size() - 1;
  }

  /** Adds {@code operator} to a stage. */
  void add(OperatorSpec operator, int stage) {
    stages.get(stage).add(operator);
    depth.add(operator, stage);
    for (SideInputSpec sideInput : operator.sideInputs()) {
      dependencies.add(stage, viewStage(sideInput));
    }
    if (operator instanceof MaterializeView materialize) {
      viewStages.put(Views.tag(materialize), stage);
    }
  }

  /**
   * Whether {@code operator} may be fused behind what {@code stage} makes of its inputs: calls must
   * not nest too deeply, and the stage must not wait for side inputs that it helps to make.
   */
  boolean canJoin(OperatorSpec operator, int stage) {
    return depth.allows(operator.inputs(), stage)
        && operator.sideInputs().stream()
            .noneMatch(sideInput -> dependencies.needs(viewStage(sideInput), stage));
  }

  /** Whether a reader of what {@code sources} produce can be fused behind each of them. */
  boolean canFuseBehind(Iterable<Source> sources) {
    for (Source source : sources) {
      if (!depth.allows(List.of(source.collection()), source.stage())) {
        return false;
      }
    }
    return true;
  }

  private int viewStage(SideInputSpec sideInput) {
    return requireNonNull(viewStages.get(Views.tag(sideInput)));
  }

  /** Whether {@code stage} may run as several instances. */
  boolean isParallel(int stage) {
    return stages.get(stage).isParallel();
  }

  /** Remembers that no operator writes {@code collection}: it exists in parts only. */
  void noteDissolved(int collection, String transform) {
    dissolved.put(collection, transform);
  }

  /** Leads {@code collection} to {@code stage}, with one edge for each stage that contributes. */
  void connect(List<Source> sources, int collection, int stage, Exchange exchange) {
    for (Source source : contributions(sources, collection)) {
      edges.add(new Edge(source.stage(), source.collection(), stage, collection, exchange));
      dependencies.add(stage, source.stage());
    }
  }

  /**
   * Returns what each stage contributes to {@code collection}, as one collection of that stage: if
   * there are several, they are flattened there.
   */
  List<Source> contributions(List<Source> sources, int collection) {
    Map<Integer, List<Integer>> byStage = new LinkedHashMap<>();
    for (Source source : sources) {
      byStage.computeIfAbsent(source.stage(), unused -> new ArrayList<>()).add(source.collection());
    }
    List<Source> contributions = new ArrayList<>();
    byStage.forEach(
        (stage, parts) ->
            contributions.add(
                new Source(
                    stage, parts.size() == 1 ? parts.get(0) : merge(stage, parts, collection))));
    return contributions;
  }

  private int merge(int stage, List<Integer> parts, int collection) {
    Source whole = new Source(stage, collection);
    Integer known = merged.get(whole);
    if (known != null) {
      return known;
    }
    int id = copyOf(collection);
    add(new Flatten(requireNonNull(dissolved.get(collection)), parts, id), stage);
    merged.put(whole, id);
    return id;
  }

  /** Adds a collection like another one and returns its id. */
  int copyOf(int collection) {
    CollectionSpec original = requireNonNull(collections.get(collection));
    int id = collections.lastKey() + 1;
    collections.put(
        id,
        new CollectionSpec(
            id, original.name(), original.coder(), original.windowing(), original.bounded()));
    return id;
  }

  /** Numbers the stages in topological order and makes the graph. */
  StageGraph finish(List<String> rewrites) {
    List<Integer> order = TopologicalOrder.of(dependencies.direct());
    int[] numbers = new int[order.size()];
    List<Stage> finished = new ArrayList<>();
    for (int stage : order) {
      numbers[stage] = finished.size();
      finished.add(stages.get(stage).finish(finished.size()));
    }
    List<Edge> renumbered = edges.stream().map(edge -> renumber(edge, numbers)).toList();
    return new StageGraph(finished, renumbered, named(finished, renumbered), rewrites);
  }

  private static Edge renumber(Edge edge, int[] numbers) {
    return new Edge(
        numbers[edge.fromStage()],
        edge.produced(),
        numbers[edge.toStage()],
        edge.consumed(),
        edge.exchange());
  }

  /** The collections that an operator or an edge names. */
  private Map<Integer, CollectionSpec> named(List<Stage> stages, List<Edge> edges) {
    Set<Integer> ids = new HashSet<>();
    for (Stage stage : stages) {
      for (OperatorSpec operator : stage.operators()) {
        ids.addAll(operator.inputs());
        ids.addAll(operator.outputs());
      }
    }
    for (Edge edge : edges) {
      ids.add(edge.produced());
      ids.add(edge.consumed());
    }
    Map<Integer, CollectionSpec> named = new HashMap<>(collections);
    named.keySet().retainAll(ids);
    return named;
  }
}
