/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.embedded.grouping.Items;
import dev.millrace.execution.host.Cell;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map.Entry;
import org.apache.beam.sdk.coders.Coder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A map. Entries are in the order in which their keys first came, for the same results in every
 * run; a snapshot copies references to entries, which are immutable.
 */
final class HeapMap<K, V> extends HeapCell<HeapMap<K, V>> implements Cell.Map<K, V> {
  private final Coder<K> keyCoder;
  private @Nullable LinkedHashMap<Object, Entry<K, V>> entries;

  // Of a map that is in a checkpoint, those whose entries that one does not have.
  private @Nullable LinkedHashMap<Object, @Nullable K> changed;

  HeapMap(HeapTable<HeapMap<K, V>> table, Row row, Coder<K> keyCoder) {
    super(table, row);
    this.keyCoder = keyCoder;
  }

  @Override
  public @Nullable V get(@Nullable K key) {
    LinkedHashMap<Object, Entry<K, V>> present = current().entries;
    if (present == null) {
      return null;
    }
    Entry<K, V> entry = present.get(keyCoder.structuralValue(key));
    return entry == null ? null : entry.getValue();
  }

  @Override
  public void put(@Nullable K key, @Nullable V value) {
    Object structural = keyCoder.structuralValue(key);
    HeapMap<K, V> cell = current();
    cell.attach();
    if (cell.entries == null) {
      cell.entries = new LinkedHashMap<>();
    }
    cell.changes(structural, key);
    cell.entries.put(structural, new SimpleImmutableEntry<>(key, value));
  }

  @Override
  public void remove(@Nullable K key) {
    HeapMap<K, V> cell = current();
    Object structural = keyCoder.structuralValue(key);
    if (cell.entries == null || cell.entries.remove(structural) == null) {
      return;
    }
    if (cell.entries.isEmpty()) {
      cell.detach();
    } else {
      cell.changes();
      cell.changes(structural, key);
    }
  }

  private void changes(Object structural, @Nullable K key) {
    if (isInCheckpoint()) {
      if (changed == null) {
        changed = new LinkedHashMap<>();
      }
      changed.put(structural, key);
    }
  }

  @Override
  public Iterable<Entry<K, V>> entries() {
    LinkedHashMap<Object, Entry<K, V>> present = current().entries;
    return present == null ? List.of() : Items.unmodifiable(present.values().toArray(), stop());
  }

  @Override
  HeapMap<K, V> self() {
    return this;
  }

  @Override
  boolean isVacant() {
    return entries == null;
  }

  @Override
  int weight() {
    return entries == null ? 0 : entries.size();
  }

  @Override
  void vacate() {
    entries = null;
    changed = null;
  }

  @Override
  void captured() {
    changed = null;
  }

  /** The value of each map key is an entry. */
  record MapKind<K, V>(EntryCodec<K> keys, EntryCodec<V> values)
      implements CellKind<HeapMap<K, V>> {
    @Override
    public HeapMap<K, V> newCell(HeapTable<HeapMap<K, V>> table, Row row) {
      return new HeapMap<>(table, row, keys.coder());
    }

    @Override
    public void write(HeapMap<K, V> cell, EntryWriter out) {
      if (cell.entries != null) {
        cell.entries.values().forEach(entry -> put(entry, cell, out));
      }
    }

    private void put(Entry<K, V> entry, HeapMap<K, V> cell, EntryWriter out) {
      cell.stop().throwIfStopped();
      out.put(keys.encoded(entry.getKey()), values.encoded(entry.getValue()));
    }

    @Override
    public void writeChanges(HeapMap<K, V> cell, EntryWriter out) {
      LinkedHashMap<Object, Entry<K, V>> present = cell.entries;
      if (present != null && cell.changed != null) {
        cell.changed.forEach(
            (structural, key) -> {
              Entry<K, V> entry = present.get(structural);
              if (entry == null) {
                out.delete(keys.encoded(key));
              } else {
                put(entry, cell, out);
              }
            });
      }
    }

    @Override
    public void read(HeapMap<K, V> cell, EntryInput part, byte[] entry) {
      cell.put(keys.decoded(part.readPart()), values.decoded(entry));
    }
  }
}
