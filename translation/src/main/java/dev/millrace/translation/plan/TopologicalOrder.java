/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Orders numbered nodes so that each comes after its predecessors. */
public final class TopologicalOrder {
  private TopologicalOrder() {}

  /**
   * Returns the nodes in topological order, the lowest number first where there is a choice. Nodes
   * on or behind a cycle are missing from the answer.
   *
   * @param predecessors the predecessors of each node; a repeated one counts once per repetition,
   *     which changes nothing
   */
  public static List<Integer> of(List<? extends Iterable<Integer>> predecessors) {
    int count = predecessors.size();
    int[] waitingFor = new int[count];
    List<List<Integer>> successors = new ArrayList<>(count);
    for (int node = 0; node < count; node++) {
      successors.add(new ArrayList<>());
    }
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int node = 0; node < count; node++) {
      for (int predecessor : predecessors.get(node)) {
        successors.get(predecessor).add(node);
        waitingFor[node]++;
      }
      if (waitingFor[node] == 0) {
        ready.add(node);
      }
    }
    List<Integer> order = new ArrayList<>(count);
    while (!ready.isEmpty()) {
      int node = ready.poll();
      order.add(node);
      for (int successor : successors.get(node)) {
        if (--waitingFor[successor] == 0) {
          ready.add(successor);
        }
      }
    }
    return order;
  }
}
