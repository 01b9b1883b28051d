/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import dev.millrace.translation.plan.Plan;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All rewrites in the order of their application. */
public final class Rewrites {
  /**
   * Dead branches fall first, so that no other rewrite spends itself on them and a flatten is not
   * kept apart by a reader that is none. How to group is decided last, when it is known what.
   */
  private static final List<Rewrite> IN_ORDER =
      List.of(
          new DeadBranches(),
          new FlattenMerging(),
          new CombinerLifting(),
          new SpecialisedGrouping());

  private Rewrites() {}

  /** The names of all rewrites. */
  public static Set<String> names() {
    return IN_ORDER.stream().map(Rewrite::name).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Applies all rewrites but the disabled ones.
   *
   * @param applied receives, for each rewrite that changed the plan, its name and what it changed
   */
  public static Plan apply(Plan plan, Set<String> disabled, List<String> applied) {
    Plan current = plan;
    for (Rewrite rewrite : IN_ORDER) {
      if (!disabled.contains(rewrite.name())) {
        Rewritten rewritten = rewrite.apply(current);
        current = rewritten.plan();
        if (!rewritten.transforms().isEmpty()) {
          applied.add(rewrite.name() + ": " + String.join(", ", rewritten.transforms()));
        }
      }
    }
    return current;
  }
}
