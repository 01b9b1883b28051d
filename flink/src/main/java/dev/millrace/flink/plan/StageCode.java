/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.plan;

import static java.util.Objects.requireNonNull;

import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.SideInputSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * All that an instance of one stage needs, wherever it runs: what travels to the cluster.
 *
 * @param slice a graph of this stage alone, with the edges at it and their collections
 * @param inputs the edges that arrive, in the order of the operator's inputs
 * @param departures the edges that leave, in the order of the operator's outputs
 * @param viewTransforms the transforms that make the views that it reads, by the views' tags
 * @param viewReaders how many stages read views that it publishes
 * @param settings how it is to run
 * @param options the pipeline's options
 */
public record StageCode(
    StageGraph slice,
    List<Edge> inputs,
    List<Departure> departures,
    Map<String, String> viewTransforms,
    int viewReaders,
    StageSettings settings,
    SerializablePipelineOptions options)
    implements Serializable {

  /**
   * An edge that leaves.
   *
   * @param edge the edge
   * @param consumer the transform that consumes it, for messages
   * @param takesOwnElements whether that takes only what the engine has made
   */
  public record Departure(Edge edge, String consumer, boolean takesOwnElements)
      implements Serializable {}

  /** The code of {@code stage}. */
  public static StageCode of(
      StageGraph graph,
      Stage stage,
      StageSettings settings,
      SerializablePipelineOptions options) {
    List<Edge> inputs = List.copyOf(graph.edgesInto(stage));
    List<Departure> departures = new ArrayList<>();
    for (Edge edge : graph.edgesOutOf(stage)) {
      Stage consumer = requireNonNull(stageById(graph).get(edge.toStage()));
      departures.add(new Departure(edge, head(consumer), consumer.takesOwnElements()));
    }
    Map<String, String> views = new HashMap<>();
    for (SideInputSpec sideInput : stage.sideInputs()) {
      views.put(tag(sideInput.view()), sideInput.transform());
    }
    return new StageCode(
        slice(graph, stage, inputs, departures),
        inputs,
        List.copyOf(departures),
        Map.copyOf(views),
        viewReaders(graph, stage),
        settings,
        options);
  }

  private static int viewReaders(StageGraph graph, Stage stage) {
    Set<String> published = new HashSet<>();
    published(stage).forEach(view -> published.add(tag(view)));
    int readers = 0;
    for (Stage other : graph.stages()) {
      if (other.sideInputs().stream().anyMatch(read -> published.contains(tag(read.view())))) {
        readers++;
      }
    }
    return readers;
  }

  private static Map<Integer, Stage> stageById(StageGraph graph) {
    Map<Integer, Stage> byId = new HashMap<>();
    graph.stages().forEach(stage -> byId.put(stage.id(), stage));
    return byId;
  }

  private static StageGraph slice(
      StageGraph graph, Stage stage, List<Edge> inputs, List<Departure> departures) {
    List<Edge> edges = new ArrayList<>(inputs);
    Set<Integer> named = new HashSet<>();
    departures.forEach(departure -> edges.add(departure.edge()));
    for (Edge edge : edges) {
      named.add(edge.produced());
      named.add(edge.consumed());
    }
    for (OperatorSpec operator : stage.operators()) {
      named.addAll(operator.inputs());
      named.addAll(operator.outputs());
    }
    Map<Integer, CollectionSpec> collections = new HashMap<>(graph.collections());
    collections.keySet().retainAll(named);
    return new StageGraph(List.of(stage), edges, collections, List.of());
  }

  /** What a view is called between stages. */
  @SuppressWarnings("deprecation") // a view's internals are deprecated for users, made for runners
  public static String tag(PCollectionView<?> view) {
    return view.getTagInternal().getId();
  }

  /** The full name of the first transform of {@code stage}, or its name if it has none. */
  public static String head(Stage stage) {
    return stage.operators().isEmpty() ? stage.name() : stage.operators().get(0).transform();
  }

  /** The stage. */
  public Stage stage() {
    return slice.stages().get(0);
  }

  /** The views that it publishes. */
  public List<PCollectionView<?>> published() {
    return published(stage());
  }

  /** The views that {@code stage} publishes. */
  public static List<PCollectionView<?>> published(Stage stage) {
    List<PCollectionView<?>> views = new ArrayList<>();
    for (OperatorSpec operator : stage.operators()) {
      if (operator instanceof OperatorSpec.MaterializeView view) {
        views.add(view.view());
      }
    }
    return views;
  }

  /** The views that it reads. */
  public List<PCollectionView<?>> read() {
    List<PCollectionView<?>> views = new ArrayList<>();
    stage().sideInputs().forEach(sideInput -> views.add(sideInput.view()));
    return views;
  }
}
