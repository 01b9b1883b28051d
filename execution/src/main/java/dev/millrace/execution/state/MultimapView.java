/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import java.util.Map.Entry;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.StateContext;

/** A {@link MultimapState}. */
final class MultimapView<K, V> extends StateView<Cell.Multimap<K, V>>
    implements MultimapState<K, V> {
  private final Writing<K> keys;
  private final Writing<V> values;

  MultimapView(
      Table<Cell.Multimap<K, V>> table, Target target, Writing<K> keys, Writing<V> values) {
    super(table, target);
    this.keys = keys;
    this.values = values;
  }

  @Override
  MultimapView<K, V> at(Target otherTarget, StateContext<?> context) {
    return new MultimapView<>(table(), otherTarget, keys, values);
  }

  @Override
  public void put(K key, V value) {
    cell().put(keys.of(key), values.of(value));
  }

  @Override
  public void remove(K key) {
    cell().remove(key);
  }

  @Override
  public ReadableState<Iterable<V>> get(K key) {
    Cell.Multimap<K, V> cell = cell();
    return new Deferred<>(() -> cell.get(key));
  }

  @Override
  public ReadableState<Boolean> containsKey(K key) {
    Cell.Multimap<K, V> cell = cell();
    return new Deferred<>(() -> cell.containsKey(key));
  }

  @Override
  public ReadableState<Iterable<K>> keys() {
    return new Deferred<>(cell()::keys);
  }

  @Override
  public ReadableState<Iterable<Entry<K, V>>> entries() {
    return new Deferred<>(cell()::entries);
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return Deferred.isEmpty(cell());
  }
}
