/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import dev.millrace.execution.checkpoint.StateId;

/** Says which operations are wanted. */
@FunctionalInterface
public interface StateFilter {
  /** Takes everything. */
  StateFilter ALL = (id, group) -> true;

  /**
   * Whether the operations on {@code id} in {@code group}, which may be {@link StateId#UNGROUPED},
   * are wanted. Asked each time that a log turns to them.
   */
  boolean accepts(StateId id, int group);
}
