/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Groups;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.Table;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.Coder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What is kept per window and key, and what becomes of it. */
interface Aggregate {

  /** Adds a value to the group of {@code key} in {@code namespace}. */
  void add(Key key, Namespace namespace, @Nullable Object value);

  /**
   * Hands the keys, as the user knows them, and what their groups come to, to {@code consumer}, and
   * drops them.
   */
  void drain(Namespace namespace, BiConsumer<Object, Object> consumer);

  /**
   * The aggregate for {@code aggregation}, whose function needs no context, in {@code state}.
   *
   * @param stop ends reading the values of a group
   */
  @SuppressWarnings("unchecked") // the coders and functions of a specification fit one another
  static Aggregate of(
      Coder<?> keyCoder, Aggregation aggregation, KeyedState state, String id, StopCheck stop) {
    if (aggregation instanceof Aggregation.Values values) {
      return new Buffered(
          state.groups(id, (Coder<Object>) keyCoder, (Coder<Object>) values.valueCoder()));
    }
    Accumulation accumulation = Accumulation.of(aggregation, stop);
    return new Accumulated(accumulation, state.values(id, accumulation.coder()));
  }

  /** All values of the group. */
  record Buffered(Groups<Object, Object> groups) implements Aggregate {
    @Override
    public void add(Key key, Namespace namespace, @Nullable Object value) {
      groups.add(key, namespace, value);
    }

    @Override
    public void drain(Namespace namespace, BiConsumer<Object, Object> consumer) {
      groups.drain(namespace, consumer::accept);
    }
  }

  /** The accumulator of the group. */
  record Accumulated(Accumulation accumulation, Table<Cell.Value<Object>> table)
      implements Aggregate {
    @Override
    public void add(Key key, Namespace namespace, @Nullable Object value) {
      Cell.Value<Object> cell = table.cell(key, namespace);
      Object accumulator = cell.read();
      cell.write(
          accumulator == null ? accumulation.first(value) : accumulation.add(accumulator, value));
    }

    @Override
    public void drain(Namespace namespace, BiConsumer<Object, Object> consumer) {
      table.drain(namespace, (key, cell) -> consumer.accept(key.value(), result(cell.read())));
    }

    private Object result(@Nullable Object accumulator) {
      return accumulator == null ? accumulation.empty() : accumulation.result(accumulator);
    }
  }
}
