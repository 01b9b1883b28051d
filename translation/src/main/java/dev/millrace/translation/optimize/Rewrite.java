/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import dev.millrace.translation.plan.Plan;

/** Turns a plan into another that gives the same results. Pure: the given plan stays as it is. */
public interface Rewrite {

  /** The name by which it is switched off and listed in the printed plan. */
  String name();

  /** Returns the new plan, or {@link Rewritten#unchanged} if there is nothing to improve. */
  Rewritten apply(Plan plan);
}
