/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@link KeptElements} in the state of their keys. In memory there is, beside, whose turn it is in
 * a lane, element by element.
 */
final class KeyedElements<L, T> implements KeptElements<L, T> {
  private final Table<Cell.Multimap<L, WindowedValue<T>>> table;
  private final StopCheck stop;
  private final Map<L, List<Key>> lanes = new HashMap<>();

  /** Elements in {@code table}, which may have some already. */
  KeyedElements(Table<Cell.Multimap<L, WindowedValue<T>>> table, StopCheck stop) {
    this.table = table;
    this.stop = stop;
    for (Key key : table.keys(Namespace.GLOBAL)) {
      for (Entry<L, WindowedValue<T>> entry : cell(key).entries()) {
        lane(entry.getKey()).add(key);
      }
    }
  }

  private Cell.Multimap<L, WindowedValue<T>> cell(Key key) {
    return table.cell(key, Namespace.GLOBAL);
  }

  private List<Key> lane(L lane) {
    return lanes.computeIfAbsent(lane, absent -> new ArrayList<>());
  }

  @Override
  public void add(L lane, @Nullable Key key, WindowedValue<T> element) {
    Key of = requireNonNull(key);
    cell(of).put(lane, element);
    lane(lane).add(of);
  }

  @Override
  public void release(L lane, BiConsumer<@Nullable Key, WindowedValue<T>> consumer) {
    List<Key> turns = lanes.remove(lane);
    if (turns == null) {
      return;
    }
    Map<Key, Iterator<WindowedValue<T>>> elements = new HashMap<>();
    for (Key key : turns) {
      stop.throwIfStopped();
      consumer.accept(key, elements.computeIfAbsent(key, k -> take(lane, k)).next());
    }
  }

  private Iterator<WindowedValue<T>> take(L lane, Key key) {
    Cell.Multimap<L, WindowedValue<T>> cell = cell(key);
    Iterator<WindowedValue<T>> taken = cell.get(lane).iterator();
    cell.remove(lane);
    return taken;
  }

  @Override
  public void forEach(BiConsumer<L, WindowedValue<T>> consumer) {
    for (Key key : table.keys(Namespace.GLOBAL)) {
      for (Entry<L, WindowedValue<T>> entry : cell(key).entries()) {
        consumer.accept(entry.getKey(), entry.getValue());
      }
    }
  }

  // The host knows what is in tables.
  @Override
  public void snapshot() {}
}
