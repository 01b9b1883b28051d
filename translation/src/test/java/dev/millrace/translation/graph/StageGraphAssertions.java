/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.values.PCollectionView;

/** What every stage graph must fulfil, whatever pipeline it came from. */
public final class StageGraphAssertions {
  private StageGraphAssertions() {}

  /** Fails if {@code graph} breaks the contract of stage graphs. */
  public static StageGraph assertSound(StageGraph graph) {
    Map<PCollectionView<?>, Integer> views = new HashMap<>();
    Set<List<Integer>> crossings = new HashSet<>();
    for (Edge edge : graph.edges()) {
      assertTrue(edge.fromStage() < edge.toStage(), () -> "not in topological order: " + edge);
      assertTrue(
          crossings.add(List.of(edge.fromStage(), edge.toStage(), edge.consumed())),
          () -> "two edges carry the same collection between the same stages: " + edge);
      assertNotNull(graph.collections().get(edge.produced()));
      assertNotNull(graph.collections().get(edge.consumed()));
    }
    for (Stage stage : graph.stages()) {
      assertEquals(stage, graph.stages().get(stage.id()), "stages are numbered by position");
      assertFalse(stage.operators().isEmpty(), "a stage does something");
      assertSound(graph, stage, views);
    }
    return graph;
  }

  private static void assertSound(
      StageGraph graph, Stage stage, Map<PCollectionView<?>, Integer> views) {
    Set<Integer> arriving = new HashSet<>();
    graph.edgesInto(stage).forEach(edge -> arriving.add(edge.consumed()));
    Set<Integer> known = new HashSet<>(arriving);
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < stage.operators().size(); i++) {
      OperatorSpec operator = stage.operators().get(i);
      assertTrue(known.containsAll(operator.inputs()), () -> operator + " lacks an input");
      assertTrue(i == 0 || !operator.head(), () -> operator + " is not first in its stage");
      assertTrue(graph.collections().keySet().containsAll(operator.outputs()));
      used.addAll(operator.inputs());
      known.addAll(operator.outputs());
      for (SideInputSpec sideInput : operator.sideInputs()) {
        Integer maker = views.get(sideInput.view());
        assertNotNull(maker, () -> operator + " comes before its side input");
        assertTrue(maker < stage.id(), () -> operator + " shares a stage with its side input");
      }
      // What such an operator knows of its progress is state under the one null key.
      if (operator instanceof OperatorSpec.Impulse
          || operator instanceof OperatorSpec.PlayTestStream) {
        assertFalse(stage.parallel(), () -> operator + " is there more than once");
      }
      if (operator instanceof OperatorSpec.MaterializeView materialize) {
        assertNull(views.put(materialize.view(), stage.id()), "a view is materialised once");
        assertFalse(stage.parallel(), "a view is materialised in one place");
      }
    }
    assertTrue(used.containsAll(arriving), () -> stage + " does not read what arrives");
    for (Edge edge : graph.edgesOutOf(stage)) {
      assertTrue(known.contains(edge.produced()), () -> edge + " carries what is not produced");
    }
  }

  /** Returns the only operator of the given type. */
  public static <T extends OperatorSpec> T only(StageGraph graph, Class<T> type) {
    List<T> found = all(graph, type);
    assertEquals(1, found.size(), () -> "operators of type " + type.getSimpleName());
    return found.get(0);
  }

  /** Returns all operators of the given type. */
  public static <T extends OperatorSpec> List<T> all(StageGraph graph, Class<T> type) {
    return graph.stages().stream()
        .flatMap(stage -> stage.operators().stream())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** Returns the stage that has an operator of the given transform. */
  public static Stage stageOf(StageGraph graph, String transform) {
    List<Stage> found =
        graph.stages().stream()
            .filter(
                stage -> stage.operators().stream().anyMatch(o -> o.transform().equals(transform)))
            .toList();
    assertEquals(1, found.size(), () -> "stages with " + transform);
    return found.get(0);
  }

  /** Returns the edges between the stages of two transforms. */
  public static List<Edge> edges(StageGraph graph, String from, String to) {
    int fromStage = stageOf(graph, from).id();
    return graph.edgesInto(stageOf(graph, to)).stream()
        .filter(edge -> edge.fromStage() == fromStage)
        .toList();
  }
}
