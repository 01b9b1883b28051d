/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

/** Renders stage graphs for people. */
public final class StageGraphPrinter {
  private StageGraphPrinter() {}

  /**
   * Renders {@code graph} as text: per stage its operators, where its output goes and which side
   * inputs it waits for, and at the end the rewrites that were applied.
   */
  public static String text(StageGraph graph) {
    return new TextRendering(graph).render();
  }

  /**
   * Renders {@code graph} as a Mermaid flow chart: stages as boxes, side inputs as dotted arrows.
   */
  public static String mermaid(StageGraph graph) {
    return new MermaidRendering(graph).render();
  }
}
