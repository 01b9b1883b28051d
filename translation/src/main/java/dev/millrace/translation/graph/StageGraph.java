/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A pipeline ready to run: stages and the edges between them. Acyclic.
 *
 * @param stages all stages, in topological order of edges and side inputs
 * @param edges all edges
 * @param collections every collection that an operator or edge names
 * @param rewrites the rewrites that changed the plan, in the order of their application, for the
 *     printed plan
 */
public record StageGraph(
    List<Stage> stages,
    List<Edge> edges,
    Map<Integer, CollectionSpec> collections,
    List<String> rewrites)
    implements Serializable {
  public StageGraph {
    stages = List.copyOf(stages);
    edges = List.copyOf(edges);
    collections = Map.copyOf(collections);
    rewrites = List.copyOf(rewrites);
  }

  /** The collection with the given id. */
  public CollectionSpec collection(int id) {
    return requireNonNull(collections.get(id));
  }

  /** The edges that arrive at {@code stage}. */
  public List<Edge> edgesInto(Stage stage) {
    return edges.stream().filter(e -> e.toStage() == stage.id()).collect(Collectors.toList());
  }

  /** The edges that leave {@code stage}. */
  public List<Edge> edgesOutOf(Stage stage) {
    return edges.stream().filter(e -> e.fromStage() == stage.id()).collect(Collectors.toList());
  }

  /**
   * The classes of what users have given to the transforms: functions, sources, coders, elements.
   */
  public Set<Class<?>> userClasses() {
    return UserClasses.of(this);
  }
}
