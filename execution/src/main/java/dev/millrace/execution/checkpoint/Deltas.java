/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Writes what is in several images as one log. */
public final class Deltas {
  private Deltas() {}

  /**
   * Whether the operations of {@code deltas} on key groups are none, what is {@link
   * StateId#UNGROUPED} not counting.
   */
  public static boolean areEmpty(Collection<StateImage> deltas) {
    for (StateImage delta : deltas) {
      for (StateId id : delta.states()) {
        if (delta.groups(id).last() >= 0) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Gives {@code sink} the operations of {@code deltas} on key groups, by state and group, and
   * those on one state and group in the order of {@code deltas}.
   */
  public static void write(List<StateImage> deltas, StateSink sink) {
    for (StateId id : states(deltas)) {
      NavigableSet<Integer> groups = new TreeSet<>();
      deltas.forEach(delta -> groups.addAll(delta.groups(id).tailSet(0, true)));
      for (int group : groups) {
        deltas.forEach(delta -> delta.writeDelta(id, group, sink));
      }
    }
  }

  /** Puts the entries of {@code images} that are {@link StateId#UNGROUPED} into {@code sink}. */
  public static void putUngrouped(List<StateImage> images, StateSink sink) {
    for (StateId id : states(images)) {
      for (StateImage image : images) {
        image.forEachUngrouped(id, (group, key, value) -> sink.put(id, group, key, value));
      }
    }
  }

  private static NavigableSet<StateId> states(Collection<StateImage> images) {
    NavigableSet<StateId> states = new TreeSet<>();
    images.forEach(image -> states.addAll(image.states()));
    return states;
  }
}
