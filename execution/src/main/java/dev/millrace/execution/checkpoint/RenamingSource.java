/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Shows entries under the names that transforms have now. What belongs to a transform that is gone
 * is left out.
 *
 * <p>Threading: as that of what it is of.
 */
public final class RenamingSource implements StateSource {
  private final StateSource source;
  private final NavigableMap<StateId, StateId> oldNames = new TreeMap<>();

  /**
   * What is in {@code source}.
   *
   * @param names the new full name of a transform by its old one; empty if its state goes. Two
   *     transforms that have state may not get one name
   */
  public RenamingSource(StateSource source, Function<String, Optional<String>> names) {
    this.source = source;
    for (StateId old : source.states()) {
      names
          .apply(old.transform())
          .ifPresent(name -> oldNames.put(new StateId(name, old.state()), old));
    }
  }

  @Override
  public NavigableSet<StateId> states() {
    return Collections.unmodifiableNavigableSet(oldNames.navigableKeySet());
  }

  @Override
  public NavigableSet<Integer> groups(StateId id) {
    StateId old = oldNames.get(id);
    return old == null ? Collections.emptyNavigableSet() : source.groups(old);
  }

  @Override
  public void forEach(StateId id, int fromGroup, int toGroup, EntryVisitor visitor) {
    StateId old = oldNames.get(id);
    if (old != null) {
      source.forEach(old, fromGroup, toGroup, visitor);
    }
  }
}
