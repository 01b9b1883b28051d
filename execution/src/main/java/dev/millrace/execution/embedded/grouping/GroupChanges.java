/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.checkpoint.keyed.EntryKeys;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import java.util.BitSet;
import java.util.List;

/**
 * Writes down what changes in groups. The values of a key that are new in a checkpoint are entries
 * of their own, behind those that there are.
 */
final class GroupChanges<K, V> {
  /** How many entries a key has at most by one number of those that {@link #number} is given. */
  private static final int ENTRY_BITS = 24;

  final ChangeLog log;
  final RunStore<K, V> store;
  private final StateId id;
  private final EntryKeys keys;
  private final EntryWriter out;
  private final EntryCodec<V> codec;

  GroupChanges(
      ChangeLog log, RunStore<K, V> store, StateId id, EntryKeys keys, EntryCodec<V> codec) {
    this.log = log;
    this.store = store;
    this.id = id;
    this.keys = keys;
    this.out = new EntryWriter(id, log.captured());
    this.codec = codec;
  }

  /** How the keys of all entries of {@code namespace} begin. */
  byte[] prefix(Namespace namespace) {
    return keys.prefix(namespace);
  }

  /** Where the entries begin of what is captured as the {@code part}th. */
  private static long number(long part) {
    return part << ENTRY_BITS;
  }

  /** The part that comes behind an entry with {@code number}. */
  static long partBehind(long number) {
    return (number >>> ENTRY_BITS) + 1;
  }

  /**
   * Captures {@code values} of {@code key}, from the one with the index {@code first} on, as those
   * of {@code part}.
   */
  void capture(byte[] prefix, Key key, long part, List<V> values, int first) {
    out.begin(key.group(), keys.prefix(prefix, key));
    out.beginSequence(number(part));
    int size = values.size();
    for (int i = first; i < size; i++) {
      out.value(values.get(i), codec);
    }
    out.endSequence();
  }

  /** Captures the values that {@code same}, of one key, are at as those of {@code part}. */
  void capture(byte[] prefix, List<RunCursor> same, long part) {
    RunCursor first = same.get(0);
    out.begin(first.group(), keys.prefix(prefix, first.key()));
    out.beginSequence(number(part));
    same.forEach(run -> run.takeChunks(out));
    out.endSequence();
  }

  /** Everything that begins with {@code prefix} in {@code groups} is gone. */
  void removed(byte[] prefix, BitSet groups) {
    groups.stream().forEach(group -> log.removals().deletePrefix(id, group, prefix));
  }
}
