/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A stage graph as text. */
final class TextRendering {
  private final StageGraph graph;
  private final SideInputArrows sideInputs;
  private final Map<Integer, List<Edge>> leaving;
  private final StringBuilder text = new StringBuilder();

  TextRendering(StageGraph graph) {
    this.graph = graph;
    this.sideInputs = new SideInputArrows(graph);
    this.leaving = graph.edges().stream().collect(Collectors.groupingBy(Edge::fromStage));
  }

  String render() {
    graph.stages().forEach(this::append);
    text.append("Rewrites:");
    if (graph.rewrites().isEmpty()) {
      text.append(" none");
    }
    text.append('\n');
    graph.rewrites().forEach(rewrite -> text.append("  ").append(rewrite).append('\n'));
    return text.toString();
  }

  private void append(Stage stage) {
    text.append("Stage ").append(stage.id()).append(": ").append(stage.name());
    text.append(stage.parallel() ? "\n" : " (one instance)\n");
    stage.operators().forEach(this::append);
    for (Edge edge : leaving.getOrDefault(stage.id(), List.of())) {
      text.append("  -> stage ").append(edge.toStage());
      text.append(", ").append(OperatorLabels.exchange(edge.exchange())).append('\n');
    }
  }

  private void append(OperatorSpec operator) {
    text.append("  ").append(OperatorLabels.kind(operator));
    text.append(" \"").append(operator.transform()).append('"');
    String detail = OperatorLabels.detail(operator);
    if (!detail.isEmpty()) {
      text.append(" [").append(detail).append(']');
    }
    text.append('\n');
    List<SideInputArrows.Arrow> arrows = sideInputs.into(operator);
    if (!arrows.isEmpty()) {
      text.append("    side inputs: ");
      text.append(
          arrows.stream()
              .map(arrow -> "\"" + arrow.view() + "\" of stage " + arrow.stage())
              .sorted()
              .collect(Collectors.joining(", ")));
      text.append('\n');
    }
  }
}
