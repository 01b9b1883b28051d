/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.NavigableSet;

/**
 * The entries of a checkpoint, found by state and group, wherever they are kept.
 *
 * <p>Errors: one that reads from a disk throws {@link java.io.UncheckedIOException}.
 */
public interface StateSource {
  /** The states that may have entries, in order. */
  NavigableSet<StateId> states();

  /** The groups of {@code id} that may have entries, in order. */
  NavigableSet<Integer> groups(StateId id);

  /** Whether {@code id} has any entry. */
  default boolean hasEntries(StateId id) {
    boolean[] found = new boolean[1];
    for (int group : groups(id)) {
      if (!found[0]) {
        forEach(id, group, group + 1, (g, key, value) -> found[0] = true);
      }
    }
    return found[0];
  }

  /**
   * Shows the entries of {@code id} in the groups from {@code fromGroup} on and below {@code
   * toGroup}, by group and then by key, bytes taken as unsigned. Those that are {@link
   * StateId#UNGROUPED} are not among them unless {@code fromGroup} says so.
   */
  void forEach(StateId id, int fromGroup, int toGroup, EntryVisitor visitor);

  /** Shows the entries of {@code id} that are {@link StateId#UNGROUPED}, in the order of keys. */
  default void forEachUngrouped(StateId id, EntryVisitor visitor) {
    forEach(id, StateId.UNGROUPED, StateId.UNGROUPED + 1, visitor);
  }

  /** Puts all entries that are in key groups into {@code sink}, by state and group. */
  default void copyKeyed(StateSink sink) {
    for (StateId id : states()) {
      forEach(id, 0, Integer.MAX_VALUE, (group, key, value) -> sink.put(id, group, key, value));
    }
  }
}
