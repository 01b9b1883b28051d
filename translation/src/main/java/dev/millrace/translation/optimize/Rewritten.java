/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import dev.millrace.translation.plan.Plan;
import java.util.List;

/**
 * The outcome of a rewrite.
 *
 * @param plan the plan to go on with
 * @param transforms the full names of the transforms that were rewritten, none if the plan is
 *     unchanged
 */
public record Rewritten(Plan plan, List<String> transforms) {
  public Rewritten {
    transforms = List.copyOf(transforms);
  }

  /** The outcome of a rewrite that found nothing to do. */
  public static Rewritten unchanged(Plan plan) {
    return new Rewritten(plan, List.of());
  }
}
