/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Flatten;
import dev.millrace.translation.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Merges a flatten into the flatten that alone reads it. */
public final class FlattenMerging implements Rewrite {
  @Override
  public String name() {
    return "flatten-merging";
  }

  @Override
  public Rewritten apply(Plan plan) {
    Map<Integer, List<Integer>> merged = new HashMap<>();
    List<OperatorSpec> operators = new ArrayList<>();
    List<String> transforms = new ArrayList<>();
    for (OperatorSpec operator : plan.operators()) {
      if (!(operator instanceof Flatten flatten)) {
        operators.add(operator);
        continue;
      }
      Flatten wide = widen(flatten, merged);
      if (isOnlyReadByOneFlatten(flatten, plan)) {
        merged.put(flatten.output(), wide.inputs());
        transforms.add(flatten.transform());
      } else {
        operators.add(wide);
      }
    }
    return transforms.isEmpty()
        ? Rewritten.unchanged(plan)
        : new Rewritten(new Plan(operators, plan.collections()), transforms);
  }

  private static Flatten widen(Flatten flatten, Map<Integer, List<Integer>> merged) {
    List<Integer> inputs =
        flatten.inputs().stream()
            .flatMap(input -> merged.getOrDefault(input, List.of(input)).stream())
            .toList();
    return new Flatten(flatten.transform(), inputs, flatten.output());
  }

  private static boolean isOnlyReadByOneFlatten(Flatten flatten, Plan plan) {
    List<OperatorSpec> consumers = plan.consumers(flatten.output());
    // An empty flatten is a source, it must end for others to end.
    return !flatten.inputs().isEmpty()
        && consumers.size() == 1
        && consumers.get(0) instanceof Flatten;
  }
}
