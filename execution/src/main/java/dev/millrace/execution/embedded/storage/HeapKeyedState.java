/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.checkpoint.keyed.EntryKeys;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.grouping.BudgetedGroups;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Groups;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.PartCoder;
import dev.millrace.execution.host.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The keyed state of one transform in one instance, as objects on the heap; groups move to files
 * when memory is short.
 *
 * <p>Threading: used by its instance's thread alone.
 */
public final class HeapKeyedState implements KeyedState, AutoCloseable {
  private final String transform;
  private final KeySpace keys;
  private final EntryKeys entryKeys;
  private final Spilling spilling;
  private final RestoredState restored;
  private final RowTable rows;
  private final @Nullable ChangeLog changes;
  private final Map<String, Declaration> declarations = new HashMap<>();
  private final Map<String, HeapTable<?>> tables = new HashMap<>();
  private final Map<String, BudgetedGroups<?, ?>> groups = new HashMap<>();

  /**
   * No state yet.
   *
   * @param transform names the transform in errors and checkpoints
   * @param keys the keys and windows of all tables
   * @param spilling what groups need that do not fit in memory
   * @param restored what tables begin with
   * @param rows where cells are, beside the timers of the transform
   * @param changes hears of changes, null where no checkpoints are taken
   */
  public HeapKeyedState(
      String transform,
      KeySpace keys,
      Spilling spilling,
      RestoredState restored,
      InstanceRows rows,
      @Nullable ChangeLog changes) {
    this.transform = transform;
    this.keys = keys;
    this.entryKeys = new EntryKeys(transform, keys);
    this.spilling = spilling;
    this.restored = restored;
    this.rows = rows.of(transform);
    this.changes = changes;
  }

  /** The keys and windows of all tables. */
  public KeySpace keys() {
    return keys;
  }

  @Override
  public <T> Table<Cell.Value<T>> values(String id, Coder<T> coder) {
    return table(
        id, new Declaration("values", List.of(coder)), new HeapValue.ValueKind<>(codec(id, coder)));
  }

  @Override
  public <T> Table<Cell.Value<T>> values(String id, PartCoder<T> coder) {
    return table(
        id,
        new Declaration("values in parts", List.of(coder)),
        new PartsKind<>(stateId(id), coder));
  }

  @Override
  public <T> Table<Cell.Bag<T>> bags(String id, Coder<T> elementCoder) {
    return table(
        id,
        new Declaration("bags", List.of(elementCoder)),
        new HeapBag.BagKind<>(codec(id, elementCoder)));
  }

  @Override
  public <K, V> Table<Cell.Map<K, V>> maps(String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    return table(
        id,
        new Declaration("maps", List.of(keyCoder, valueCoder)),
        new HeapMap.MapKind<>(codec(id, keyCoder), codec(id, valueCoder)));
  }

  @Override
  public <K, V> Table<Cell.Multimap<K, V>> multimaps(
      String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    return table(
        id,
        new Declaration("multimaps", List.of(keyCoder, valueCoder)),
        new HeapMultimap.MultimapKind<>(codec(id, keyCoder), codec(id, valueCoder)));
  }

  @Override
  public <T> Table<Cell.OrderedList<T>> orderedLists(String id, Coder<T> elementCoder) {
    return table(
        id,
        new Declaration("ordered lists", List.of(elementCoder)),
        new HeapOrderedList.OrderedListKind<>(codec(id, elementCoder)));
  }

  @Override
  @SuppressWarnings("unchecked") // the coders are part of the declaration
  public <K, V> Groups<K, V> groups(String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    declare(id, new Declaration("groups", List.of(keyCoder, valueCoder)));
    if (!keyCoder.equals(keys.keyCoder())) {
      throw new IllegalArgumentException(
          "Groups "
              + id
              + " of "
              + transform
              + " are asked for with keys of "
              + keyCoder
              + " where those of the transform are of "
              + keys.keyCoder());
    }
    BudgetedGroups<K, V> present = (BudgetedGroups<K, V>) groups.get(id);
    if (present == null) {
      present = new BudgetedGroups<>(transform, keyCoder, valueCoder, spilling);
      present.restore(stateId(id), entryKeys, restored, changes);
      groups.put(id, present);
    }
    return present;
  }

  /** How many cells hold something, over all tables. */
  public int size() {
    return tables.values().stream().mapToInt(HeapTable::size).sum();
  }

  /** How many windows and trigger nodes have state, over all tables and groups. */
  public int namespaces() {
    return tables.values().stream().mapToInt(HeapTable::namespaces).sum()
        + groups.values().stream().mapToInt(BudgetedGroups::countNamespaces).sum();
  }

  /** Lets go of what is on file. Values that have been handed out stay readable. */
  @Override
  public void close() {
    groups.values().forEach(BudgetedGroups::close);
  }

  // The kind is part of the declaration, and a table only hands cells out, never takes them in.
  @SuppressWarnings("unchecked")
  private <C extends Cell, H extends HeapCell<H>> Table<C> table(
      String id, Declaration declaration, CellKind<H> kind) {
    declare(id, declaration);
    HeapTable<H> present = (HeapTable<H>) tables.get(id);
    if (present == null) {
      present = new HeapTable<>(kind, rows, spilling.stop(), stateId(id), entryKeys);
      present.restore(stateId(id), entryKeys, restored);
      if (changes != null) {
        present.track(changes, stateId(id), entryKeys);
      }
      tables.put(id, present);
    }
    return (Table<C>) present;
  }

  private StateId stateId(String id) {
    return new StateId(transform, id);
  }

  private <T> EntryCodec<T> codec(String id, Coder<T> coder) {
    return new EntryCodec<>(stateId(id), coder);
  }

  private void declare(String id, Declaration declaration) {
    Declaration before = declarations.putIfAbsent(id, declaration);
    if (before != null && !before.equals(declaration)) {
      throw new IllegalStateException(
          "State "
              + id
              + " of "
              + transform
              + " is asked for as "
              + declaration
              + " but was declared as "
              + before);
    }
  }

  private record Declaration(String kind, List<?> coders) {}
}
