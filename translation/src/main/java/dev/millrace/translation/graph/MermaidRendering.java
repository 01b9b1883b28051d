/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** A stage graph as a Mermaid flow chart. */
final class MermaidRendering {
  private final StageGraph graph;
  private final SideInputArrows sideInputs;
  private final StringBuilder text = new StringBuilder("flowchart TD\n");

  MermaidRendering(StageGraph graph) {
    this.graph = graph;
    this.sideInputs = new SideInputArrows(graph);
  }

  String render() {
    graph.stages().forEach(this::box);
    Set<String> arrows = new LinkedHashSet<>();
    for (Edge edge : graph.edges()) {
      arrows.add(
          arrow(edge.fromStage(), "-->", OperatorLabels.exchange(edge.exchange()), edge.toStage()));
    }
    graph.stages().forEach(stage -> arrows.addAll(dotted(stage)));
    arrows.forEach(text::append);
    return text.toString();
  }

  private void box(Stage stage) {
    text.append("  s").append(stage.id());
    text.append(stage.parallel() ? "[\"" : "([\"");
    text.append("<b>").append(stage.id()).append(": ").append(escape(stage.name())).append("</b>");
    for (OperatorSpec operator : stage.operators()) {
      text.append("<br/>").append(OperatorLabels.kind(operator));
      text.append(": ").append(escape(operator.transform()));
    }
    text.append(stage.parallel() ? "\"]\n" : "\"])\n");
  }

  private Set<String> dotted(Stage stage) {
    Set<String> arrows = new TreeSet<>();
    for (OperatorSpec operator : stage.operators()) {
      for (SideInputArrows.Arrow view : sideInputs.into(operator)) {
        arrows.add(arrow(view.stage(), "-.->", view.view(), stage.id()));
      }
    }
    return arrows;
  }

  private static String arrow(int from, String line, String label, int to) {
    return "  s" + from + " " + line + "|\"" + escape(label) + "\"| s" + to + "\n";
  }

  /** Mermaid reads HTML in labels and has its own way to write quotes. */
  private static String escape(String label) {
    return label
        .replace("#", "#35;")
        .replace("\"", "#quot;")
        .replace("<", "#lt;")
        .replace(">", "#gt;");
  }
}
