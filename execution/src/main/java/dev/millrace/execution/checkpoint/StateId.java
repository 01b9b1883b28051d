/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.Comparator;

/**
 * Names a piece of state wherever it is kept, in memory and on disk, in this run and the next.
 * Ordered by transform, then by state, as Java orders strings.
 *
 * @param transform the full name of the transform whose state it is
 * @param state the id of the state within the transform
 */
public record StateId(String transform, String state) implements Comparable<StateId> {
  /** The group of entries that belong to no key group, but to the transform as a whole. */
  public static final int UNGROUPED = -1;

  /** How the ids of state begin that the instances of a stage share, and none has as its own. */
  public static final String SHARED = "__millrace_shared_";

  /** The id under which every transform has how far it has come in event time. */
  public static final String PROGRESS = "__millrace_progress";

  private static final Comparator<StateId> ORDER =
      Comparator.comparing(StateId::transform).thenComparing(StateId::state);

  @Override
  public int compareTo(StateId other) {
    return ORDER.compare(this, other);
  }

  /** Whether it is state that the instances of a stage share. */
  public boolean isShared() {
    return state.startsWith(SHARED);
  }

  /** For people, e.g. {@code Count/GroupByKey: panes}. */
  @Override
  public String toString() {
    return transform + ": " + state;
  }
}
