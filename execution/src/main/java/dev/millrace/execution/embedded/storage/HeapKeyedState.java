/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.embedded.grouping.BudgetedGroups;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Groups;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.beam.sdk.coders.Coder;

/**
 * The keyed state of one transform in one instance, as objects on the heap; groups move to files
 * when memory is short.
 *
 * <p>Threading: used by its instance's thread alone.
 */
public final class HeapKeyedState implements KeyedState, AutoCloseable {
  private final String transform;
  private final KeySpace keys;
  private final Spilling spilling;
  private final RestoredState restored;
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
   */
  public HeapKeyedState(
      String transform, KeySpace keys, Spilling spilling, RestoredState restored) {
    this.transform = transform;
    this.keys = keys;
    this.spilling = spilling;
    this.restored = restored;
  }

  /** The keys and windows of all tables. */
  public KeySpace keys() {
    return keys;
  }

  /** Puts what all tables and groups have into {@code sink}. */
  public void capture(StateSink sink) {
    // Tables are written down in a change of its own.
  }

  @Override
  public <T> Table<Cell.Value<T>> values(String id, Coder<T> coder) {
    BiFunction<Bucket<HeapValue<T>>, Key, HeapValue<T>> newCell = HeapValue::new;
    return table(id, new Declaration("values", List.of(coder)), newCell);
  }

  @Override
  public <T> Table<Cell.Bag<T>> bags(String id, Coder<T> elementCoder) {
    BiFunction<Bucket<HeapBag<T>>, Key, HeapBag<T>> newCell = HeapBag::new;
    return table(id, new Declaration("bags", List.of(elementCoder)), newCell);
  }

  @Override
  public <K, V> Table<Cell.Map<K, V>> maps(String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    BiFunction<Bucket<HeapMap<K, V>>, Key, HeapMap<K, V>> newCell =
        (bucket, key) -> new HeapMap<>(bucket, key, keyCoder);
    return table(id, new Declaration("maps", List.of(keyCoder, valueCoder)), newCell);
  }

  @Override
  public <K, V> Table<Cell.Multimap<K, V>> multimaps(
      String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    BiFunction<Bucket<HeapMultimap<K, V>>, Key, HeapMultimap<K, V>> newCell =
        (bucket, key) -> new HeapMultimap<>(bucket, key, keyCoder);
    return table(id, new Declaration("multimaps", List.of(keyCoder, valueCoder)), newCell);
  }

  @Override
  public <T> Table<Cell.OrderedList<T>> orderedLists(String id, Coder<T> elementCoder) {
    BiFunction<Bucket<HeapOrderedList<T>>, Key, HeapOrderedList<T>> newCell = HeapOrderedList::new;
    return table(id, new Declaration("ordered lists", List.of(elementCoder)), newCell);
  }

  @Override
  @SuppressWarnings("unchecked") // the coders are part of the declaration
  public <K, V> Groups<K, V> groups(String id, Coder<K> keyCoder, Coder<V> valueCoder) {
    declare(id, new Declaration("groups", List.of(keyCoder, valueCoder)));
    return (Groups<K, V>)
        groups.computeIfAbsent(
            id, absent -> new BudgetedGroups<>(transform, keyCoder, valueCoder, spilling));
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
      String id, Declaration declaration, BiFunction<Bucket<H>, Key, H> newCell) {
    declare(id, declaration);
    return (Table<C>)
        tables.computeIfAbsent(id, absent -> new HeapTable<>(newCell, spilling.stop()));
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

  private record Declaration(String kind, List<Coder<?>> coders) {}
}
