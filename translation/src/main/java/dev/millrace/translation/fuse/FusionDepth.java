/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import dev.millrace.translation.graph.OperatorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many operators of a stage call one another for one element, each from within the one before.
 *
 * <p>A fused hop is a call that nests, so a stage needs as much stack as its longest chain is long,
 * and users' functions need stack as well.
 */
final class FusionDepth {
  /**
   * The longest chain. Before it is compiled, a hop takes 1 KB of the stack, or 2.5 KB where the
   * function emits out of a {@code java.util.stream}: at most a quarter of the usual megabyte, so
   * that it leaves enough to functions that recurse, and to threads with less. A hand-over to
   * another stage once in so many hops costs next to nothing.
   */
  static final int MOST_OPERATORS = 100;

  /** What arrives by an edge has no depth. */
  private final Map<Source, Integer> depths = new HashMap<>();

  /** Whether a reader of {@code inputs} in {@code stage} would not make a chain too long. */
  boolean allows(List<Integer> inputs, int stage) {
    return of(inputs, stage) < MOST_OPERATORS;
  }

  /** Notes that {@code operator} is in {@code stage}. */
  void add(OperatorSpec operator, int stage) {
    int depth = of(operator.inputs(), stage) + 1;
    operator.outputs().forEach(output -> depths.put(new Source(stage, output), depth));
  }

  private int of(List<Integer> inputs, int stage) {
    int depth = 0;
    for (int input : inputs) {
      depth = Math.max(depth, depths.getOrDefault(new Source(stage, input), 0));
    }
    return depth;
  }
}
