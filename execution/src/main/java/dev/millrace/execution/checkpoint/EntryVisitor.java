/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

/** Is shown entries, one by one. */
@FunctionalInterface
public interface EntryVisitor {
  /**
   * Called for an entry.
   *
   * @param group its key group, or {@link StateId#UNGROUPED}
   * @param key the visitor's own from now on, like {@code value}
   */
  void entry(int group, byte[] key, byte[] value);
}
