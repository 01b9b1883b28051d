/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * All entries of a checkpoint in memory: takes the operations of its log, and gives the entries
 * that they leave.
 *
 * <p>Operations are kept as they come, as bytes, and settled when entries are first asked for:
 * sorted by key, and what was overwritten or deleted left out. So it takes about the memory of all
 * operations, and 16 bytes for each.
 *
 * <p>Threading: one thread at a time; but between operations threads may read at the same time as
 * long as they read different groups, or {@link #settle} has been called.
 */
public final class StateImage implements StateSink {
  private final NavigableMap<StateId, NavigableMap<Integer, EntryTable>> states = new TreeMap<>();
  private @Nullable StateId lastId;
  private @Nullable NavigableMap<Integer, EntryTable> lastGroups;

  @Override
  public void put(StateId id, int group, byte[] key, byte[] value) {
    table(id, group).add(EntryTable.PUT, key, value);
  }

  @Override
  public void append(StateId id, int group, byte[] key, byte[] value) {
    table(id, group).add(EntryTable.APPEND, key, value);
  }

  @Override
  public void delete(StateId id, int group, byte[] key) {
    table(id, group).add(EntryTable.DELETE, key, EntryTable.NO_BYTES);
  }

  @Override
  public void deletePrefix(StateId id, int group, byte[] prefix) {
    table(id, group).add(EntryTable.DELETE_PREFIX, prefix, EntryTable.NO_BYTES);
  }

  // Operations of one state come in a row, of all its groups.
  private EntryTable table(StateId id, int group) {
    if (group < StateId.UNGROUPED) {
      throw new IllegalArgumentException("State " + id + " has no group " + group);
    }
    NavigableMap<Integer, EntryTable> groups = lastGroups;
    if (groups == null || !id.equals(lastId)) {
      groups = states.computeIfAbsent(id, absent -> new TreeMap<>());
      lastId = id;
      lastGroups = groups;
    }
    EntryTable table = groups.get(group);
    if (table == null) {
      table = new EntryTable();
      groups.put(group, table);
    }
    return table;
  }

  /** Does all the work that reading would do when it is first asked for. */
  public void settle() {
    states.values().forEach(groups -> groups.values().forEach(EntryTable::settle));
  }

  /** About how much memory the operations take, in bytes. */
  public long bytes() {
    long bytes = 0;
    for (NavigableMap<Integer, EntryTable> groups : states.values()) {
      for (EntryTable table : groups.values()) {
        bytes += table.bytes();
      }
    }
    return bytes;
  }

  /** The states that have had any operation, in order. Some may have no entry left. */
  public NavigableSet<StateId> states() {
    return Collections.unmodifiableNavigableSet(states.navigableKeySet());
  }

  /**
   * Shows the entries of {@code id} in the groups from {@code fromGroup} on and below {@code
   * toGroup}, by group and then by key, bytes taken as unsigned. Those that are {@link
   * StateId#UNGROUPED} are not among them unless {@code fromGroup} says so.
   */
  public void forEach(StateId id, int fromGroup, int toGroup, EntryVisitor visitor) {
    NavigableMap<Integer, EntryTable> groups = states.get(id);
    if (groups != null) {
      groups
          .subMap(fromGroup, true, toGroup, false)
          .forEach((group, table) -> table.forEach(group, visitor));
    }
  }

  /** Shows the entries of {@code id} that are {@link StateId#UNGROUPED}, in the order of keys. */
  public void forEachUngrouped(StateId id, EntryVisitor visitor) {
    forEach(id, StateId.UNGROUPED, StateId.UNGROUPED + 1, visitor);
  }

  /** Puts all entries into {@code sink}. */
  public void copyTo(StateSink sink) {
    states.forEach(
        (id, groups) ->
            groups.forEach(
                (group, table) ->
                    table.forEach(group, (g, key, value) -> sink.put(id, g, key, value))));
  }

  /** The value of an entry, the caller's own, or null if there is no such entry. */
  public byte @Nullable [] get(StateId id, int group, byte[] key) {
    NavigableMap<Integer, EntryTable> groups = states.get(id);
    EntryTable table = groups == null ? null : groups.get(group);
    return table == null ? null : table.get(key);
  }
}
