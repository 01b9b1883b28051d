/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import static java.util.Objects.requireNonNull;

import dev.millrace.translation.graph.GraphView;
import dev.millrace.translation.graph.GraphView.EdgeView;
import dev.millrace.translation.graph.GraphView.StageNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Where the stages of a graph are drawn, in layers, and the lines between them.
 *
 * @param width how wide the whole is
 * @param height how high the whole is
 * @param boxes the stages
 * @param lines the edges
 */
record GraphLayout(double width, double height, List<Box> boxes, List<Line> lines) {
  static final double BOX_WIDTH = 248;
  private static final double HEADER = 64;
  private static final double ROW = 18;
  private static final double FOOTER = 8;
  private static final int MOST_ROWS = 8;
  private static final double GAP = 28;
  private static final double LAYER_GAP = 64;
  private static final double MARGIN = 16;

  /** From so many on there is no time to try what is best. */
  private static final int MANY = 100;

  static {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
  }

  /**
   * A stage.
   *
   * @param stage its number
   * @param x its left edge
   * @param y its upper edge
   * @param width how wide it is
   * @param height how high it is
   * @param rows how many of its operators have a row of their own; there may be one more that
   *     stands for the others
   */
  record Box(int stage, double x, double y, double width, double height, int rows) {}

  /**
   * An edge.
   *
   * @param edge its place among those of the graph
   * @param points x and y of each point, in turn
   */
  record Line(int edge, List<Double> points) {}

  /** Lays {@code graph} out, downwards or to the right. */
  static GraphLayout of(GraphView graph, boolean down) {
    ElkNode root = ElkGraphUtil.createGraph();
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(CoreOptions.DIRECTION, down ? Direction.DOWN : Direction.RIGHT);
    root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    root.setProperty(CoreOptions.SEPARATE_CONNECTED_COMPONENTS, true);
    root.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN));
    root.setProperty(LayeredOptions.MERGE_EDGES, true);
    root.setProperty(LayeredOptions.THOROUGHNESS, graph.stages().size() > MANY ? 1 : 7);
    root.setProperty(
        LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE, GAP);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, LAYER_GAP);
    Map<Integer, ElkNode> nodes = new HashMap<>();
    for (StageNode stage : graph.stages()) {
      ElkNode node = ElkGraphUtil.createNode(root);
      node.setDimensions(BOX_WIDTH, height(stage));
      nodes.put(stage.id(), node);
    }
    List<ElkEdge> edges = new ArrayList<>();
    for (EdgeView edge : graph.edges()) {
      edges.add(ElkGraphUtil.createSimpleEdge(nodes.get(edge.from()), nodes.get(edge.to())));
    }
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    List<Box> boxes =
        graph.stages().stream()
            .map(stage -> box(stage, requireNonNull(nodes.get(stage.id()))))
            .toList();
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < edges.size(); i++) {
      lines.add(new Line(i, points(edges.get(i))));
    }
    return new GraphLayout(root.getWidth(), root.getHeight(), boxes, lines);
  }

  private static int rows(StageNode stage) {
    int operators = stage.operators().size();
    return operators <= MOST_ROWS ? operators : MOST_ROWS - 1;
  }

  private static double height(StageNode stage) {
    return HEADER + ROW * Math.min(MOST_ROWS, stage.operators().size()) + FOOTER;
  }

  private static Box box(StageNode stage, ElkNode node) {
    return new Box(
        stage.id(), node.getX(), node.getY(), node.getWidth(), node.getHeight(), rows(stage));
  }

  private static List<Double> points(ElkEdge edge) {
    List<Double> points = new ArrayList<>();
    for (ElkEdgeSection section : edge.getSections()) {
      points.add(section.getStartX());
      points.add(section.getStartY());
      for (ElkBendPoint bend : section.getBendPoints()) {
        points.add(bend.getX());
        points.add(bend.getY());
      }
      points.add(section.getEndX());
      points.add(section.getEndY());
    }
    return points;
  }
}
