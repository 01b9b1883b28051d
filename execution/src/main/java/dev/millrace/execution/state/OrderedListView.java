/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.StateContext;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/** An {@link OrderedListState}. */
final class OrderedListView<T> extends StateView<Cell.OrderedList<T>>
    implements OrderedListState<T> {
  private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);
  private static final Instant AFTER_LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);
  private final Writing<T> writing;

  OrderedListView(Table<Cell.OrderedList<T>> table, Target target, Writing<T> writing) {
    super(table, target);
    this.writing = writing;
  }

  @Override
  OrderedListView<T> at(Target otherTarget, StateContext<?> context) {
    return new OrderedListView<>(table(), otherTarget, writing);
  }

  @Override
  public void add(TimestampedValue<T> value) {
    T kept = writing.of(value.getValue());
    cell().add(kept == value.getValue() ? value : TimestampedValue.of(kept, value.getTimestamp()));
  }

  @Override
  public Iterable<TimestampedValue<T>> read() {
    return readRange(EARLIEST, AFTER_LATEST);
  }

  @Override
  public Iterable<TimestampedValue<T>> readRange(Instant minTimestamp, Instant limitTimestamp) {
    return cell().range(minTimestamp, limitTimestamp);
  }

  @Override
  public void clearRange(Instant minTimestamp, Instant limitTimestamp) {
    cell().clearRange(minTimestamp, limitTimestamp);
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return Deferred.isEmpty(cell());
  }

  @Override
  public OrderedListState<T> readLater() {
    return this;
  }

  @Override
  public OrderedListState<T> readRangeLater(Instant minTimestamp, Instant limitTimestamp) {
    return this;
  }
}
