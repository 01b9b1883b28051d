/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopologicalOrderTest {
  @Test
  void nodesComeAfterTheirPredecessorsAndElseInOrder() {
    assertEquals(
        List.of(0, 2, 1, 3),
        TopologicalOrder.of(List.of(List.of(), List.of(2), List.of(), List.of(0, 1))));
  }

  @Test
  void repeatedPredecessorCountsOnce() {
    assertEquals(List.of(0, 1), TopologicalOrder.of(List.of(List.of(), List.of(0, 0))));
  }

  @Test
  void nodesOnAndBehindCycleAreMissing() {
    assertEquals(
        List.of(0), TopologicalOrder.of(List.of(List.of(), List.of(2), List.of(1), List.of(2))));
  }
}
