/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import com.google.common.collect.Iterables;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import java.util.Map.Entry;
import java.util.function.Function;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.ReadableStates;
import org.apache.beam.sdk.state.StateContext;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A {@link MapState}. A key whose value is null counts as absent wherever one value is asked. */
final class MapView<K, V> extends StateView<Cell.Map<K, V>> implements MapState<K, V> {
  private final Writing<K> keys;
  private final Writing<V> values;

  MapView(Table<Cell.Map<K, V>> table, Target target, Writing<K> keys, Writing<V> values) {
    super(table, target);
    this.keys = keys;
    this.values = values;
  }

  @Override
  MapView<K, V> at(Target otherTarget, StateContext<?> context) {
    return new MapView<>(table(), otherTarget, keys, values);
  }

  @Override
  public void put(K key, V value) {
    cell().put(keys.of(key), values.of(value));
  }

  /** Reads and writes at once; only the answer can be read later. */
  @Override
  public ReadableState<V> computeIfAbsent(K key, Function<? super K, ? extends V> mappingFunction) {
    Cell.Map<K, V> cell = cell();
    V before = cell.get(key);
    if (before == null) {
      cell.put(keys.of(key), values.of(mappingFunction.apply(key)));
    }
    return ReadableStates.immediate(before);
  }

  @Override
  public void remove(K key) {
    cell().remove(key);
  }

  @Override
  public ReadableState<V> get(K key) {
    return getOrDefault(key, null);
  }

  @Override
  public ReadableState<V> getOrDefault(K key, @Nullable V defaultValue) {
    Cell.Map<K, V> cell = cell();
    return new Deferred<>(
        () -> {
          V value = cell.get(key);
          return value == null ? defaultValue : value;
        });
  }

  @Override
  public ReadableState<Iterable<K>> keys() {
    Cell.Map<K, V> cell = cell();
    return new Deferred<>(() -> Iterables.transform(cell.entries(), Entry::getKey));
  }

  @Override
  public ReadableState<Iterable<V>> values() {
    Cell.Map<K, V> cell = cell();
    return new Deferred<>(() -> Iterables.transform(cell.entries(), Entry::getValue));
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
