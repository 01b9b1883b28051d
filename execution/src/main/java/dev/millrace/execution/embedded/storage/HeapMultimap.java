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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map.Entry;
import org.apache.beam.sdk.coders.Coder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A multimap. Keys are in the order in which they first came. */
final class HeapMultimap<K, V> extends HeapCell<HeapMultimap<K, V>> implements Cell.Multimap<K, V> {
  private final Coder<K> keyCoder;
  private @Nullable LinkedHashMap<Object, KeyValues<K, V>> groups;
  private int added;

  // Of a multimap that is in a checkpoint, the keys whose values that one does not have, and
  // whether
  // it has values of them that are gone.
  private @Nullable LinkedHashMap<Object, ChangedKey<K>> changed;

  HeapMultimap(HeapTable<HeapMultimap<K, V>> table, Row row, Coder<K> keyCoder) {
    super(table, row);
    this.keyCoder = keyCoder;
  }

  @Override
  public Iterable<V> get(@Nullable K key) {
    KeyValues<K, V> group = group(key);
    return group == null ? List.of() : group.values.snapshot(stop());
  }

  @Override
  public void put(@Nullable K key, @Nullable V value) {
    Object structural = keyCoder.structuralValue(key);
    HeapMultimap<K, V> cell = current();
    cell.attach();
    if (cell.groups == null) {
      cell.groups = new LinkedHashMap<>();
    }
    cell.added++;
    cell.changes(structural, key, false);
    KeyValues<K, V> group = cell.groups.get(structural);
    if (group == null) {
      cell.groups.put(structural, new KeyValues<>(key, new Items<>(value)));
    } else {
      group.values.add(value);
    }
  }

  @Override
  public void remove(@Nullable K key) {
    HeapMultimap<K, V> cell = current();
    Object structural = keyCoder.structuralValue(key);
    LinkedHashMap<Object, KeyValues<K, V>> present = cell.groups;
    KeyValues<K, V> removed = present == null ? null : present.remove(structural);
    if (present == null || removed == null) {
      return;
    }
    if (present.isEmpty()) {
      cell.detach();
    } else {
      cell.changes();
      cell.changes(structural, key, removed.values.countCaptured() > 0);
    }
  }

  private void changes(Object structural, @Nullable K key, boolean removed) {
    if (isInCheckpoint()) {
      if (changed == null) {
        changed = new LinkedHashMap<>();
      }
      changed.merge(structural, new ChangedKey<>(key, removed), ChangedKey::or);
    }
  }

  @Override
  public boolean containsKey(@Nullable K key) {
    return group(key) != null;
  }

  @Override
  public List<K> keys() {
    List<K> keys = new ArrayList<>();
    for (KeyValues<K, V> group : present()) {
      keys.add(group.key);
    }
    return Items.unmodifiable(keys.toArray(), stop());
  }

  @Override
  public List<Entry<K, V>> entries() {
    List<Entry<K, V>> entries = new ArrayList<>();
    for (KeyValues<K, V> group : present()) {
      for (V value : group.values.snapshot(stop())) {
        entries.add(new SimpleImmutableEntry<>(group.key, value));
      }
    }
    return Items.unmodifiable(entries.toArray(), stop());
  }

  private Iterable<KeyValues<K, V>> present() {
    LinkedHashMap<Object, KeyValues<K, V>> present = current().groups;
    return present == null ? List.of() : present.values();
  }

  private @Nullable KeyValues<K, V> group(@Nullable K key) {
    LinkedHashMap<Object, KeyValues<K, V>> present = current().groups;
    return present == null ? null : present.get(keyCoder.structuralValue(key));
  }

  @Override
  HeapMultimap<K, V> self() {
    return this;
  }

  @Override
  boolean isVacant() {
    return groups == null;
  }

  @Override
  int weight() {
    return added;
  }

  @Override
  void vacate() {
    groups = null;
    added = 0;
    changed = null;
  }

  @Override
  void captured() {
    if (groups != null && !isInCheckpoint()) {
      groups.values().forEach(group -> group.values.allCaptured());
    }
    changed = null;
  }

  /** The values of each map key are a sequence. */
  record MultimapKind<K, V>(EntryCodec<K> keys, EntryCodec<V> values)
      implements CellKind<HeapMultimap<K, V>> {
    @Override
    public HeapMultimap<K, V> newCell(HeapTable<HeapMultimap<K, V>> table, Row row) {
      return new HeapMultimap<>(table, row, keys.coder());
    }

    @Override
    public void write(HeapMultimap<K, V> cell, EntryWriter out) {
      if (cell.groups != null) {
        for (KeyValues<K, V> group : cell.groups.values()) {
          out.putSequence(keys.encoded(group.key), group.values.snapshot(cell.stop()), values);
        }
      }
    }

    @Override
    public void writeChanges(HeapMultimap<K, V> cell, EntryWriter out) {
      LinkedHashMap<Object, KeyValues<K, V>> present = cell.groups;
      if (present != null && cell.changed != null) {
        cell.changed.forEach(
            (structural, change) -> {
              byte[] part = keys.encoded(change.key);
              if (change.removed) {
                out.deletePart(part);
              }
              KeyValues<K, V> group = present.get(structural);
              if (group != null) {
                Items<V> items = group.values;
                out.putSequenceFrom(
                    part, items.countCaptured(), items.notCaptured(cell.stop()), values);
                items.allCaptured();
              }
            });
      }
    }

    @Override
    public void read(HeapMultimap<K, V> cell, EntryInput part, byte[] entry) {
      K key = keys.decoded(part.readPart());
      values.forEach(entry, value -> cell.put(key, value));
    }
  }

  private record ChangedKey<K>(@Nullable K key, boolean removed) {
    ChangedKey<K> or(ChangedKey<K> later) {
      return later.removed ? later : this;
    }
  }

  private record KeyValues<K, V>(@Nullable K key, Items<V> values) {}
}
