/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.plan.Plan;
import dev.millrace.translation.plan.PlanBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes operators that only hand elements on, where nobody takes them.
 *
 * <p>An operator that runs a user's function on its elements stays, read or not: it may have
 * effects.
 */
public final class DeadBranches implements Rewrite {
  @Override
  public String name() {
    return "dead-branches";
  }

  @Override
  public Rewritten apply(Plan plan) {
    Set<Integer> read = new HashSet<>();
    Deque<OperatorSpec> kept = new ArrayDeque<>();
    List<String> removed = new ArrayList<>();
    // From the ends to the sources, so that a whole branch falls in one pass.
    for (int i = plan.operators().size() - 1; i >= 0; i--) {
      OperatorSpec operator = plan.operators().get(i);
      if (onlyHandsOn(operator) && !read.containsAll(operator.outputs())) {
        removed.add(operator.transform());
      } else {
        read.addAll(operator.inputs());
        kept.addFirst(operator);
      }
    }
    return removed.isEmpty()
        ? Rewritten.unchanged(plan)
        : new Rewritten(PlanBuilder.withCollectionsOf(plan).addAll(kept).build(), removed);
  }

  private static boolean onlyHandsOn(OperatorSpec operator) {
    return operator instanceof OperatorSpec.Flatten
        || operator instanceof OperatorSpec.AssignWindows
        || operator instanceof OperatorSpec.Redistribute;
  }
}
