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
 * A log of operations in memory. It can be read in two ways: as a whole, the entries that the
 * operations leave to one who begins with nothing; and as a delta, what they do to entries that
 * were there before.
 *
 * <p>Operations are kept as they come, as bytes, and settled when they are first asked for: sorted
 * by key, and what was overwritten left out, or deleted from what has come here. So it takes about
 * the memory of all operations, and 16 bytes for each.
 *
 * <p>Threading: one thread at a time; but between operations threads may read at the same time as
 * long as they read different groups, or {@link #settle} has been called.
 */
public final class StateImage implements StateSink, StateSource {
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
  @Override
  public NavigableSet<StateId> states() {
    return Collections.unmodifiableNavigableSet(states.navigableKeySet());
  }

  @Override
  public void forEach(StateId id, int fromGroup, int toGroup, EntryVisitor visitor) {
    NavigableMap<Integer, EntryTable> groups = states.get(id);
    if (groups != null) {
      groups
          .subMap(fromGroup, true, toGroup, false)
          .forEach((group, table) -> table.forEach(group, visitor));
    }
  }

  /** The groups of {@code id} that have had any operation, in order. */
  @Override
  public NavigableSet<Integer> groups(StateId id) {
    NavigableMap<Integer, EntryTable> groups = states.get(id);
    return groups == null
        ? Collections.emptyNavigableSet()
        : Collections.unmodifiableNavigableSet(groups.navigableKeySet());
  }

  /**
   * Gives {@code sink} what the operations on {@code id} in {@code group} do to entries that were
   * there before: at most one operation for an entry, in the order of keys, and each deletion of a
   * prefix before all keys that begin with it.
   */
  public void writeDelta(StateId id, int group, StateSink sink) {
    NavigableMap<Integer, EntryTable> groups = states.get(id);
    EntryTable table = groups == null ? null : groups.get(group);
    if (table != null) {
      table.writeTo(sink, id, group);
    }
  }

  /**
   * Gives {@code sink} what the operations do to entries that were there before, by state and
   * group; what is {@link StateId#UNGROUPED} is not among it, as that is whole in each checkpoint.
   */
  public void writeDelta(StateSink sink) {
    states.forEach(
        (id, groups) ->
            groups.tailMap(0, true).forEach((group, table) -> table.writeTo(sink, id, group)));
  }

  /** Puts all entries that are {@link StateId#UNGROUPED} into {@code sink}. */
  public void copyUngrouped(StateSink sink) {
    for (StateId id : states()) {
      forEachUngrouped(id, (group, key, value) -> sink.put(id, group, key, value));
    }
  }

  /** The value of an entry, the caller's own, or null if there is no such entry. */
  public byte @Nullable [] get(StateId id, int group, byte[] key) {
    NavigableMap<Integer, EntryTable> groups = states.get(id);
    EntryTable table = groups == null ? null : groups.get(group);
    return table == null ? null : table.get(key);
  }
}
