/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import java.util.List;
import org.apache.beam.sdk.values.TimestampedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** A list ordered by timestamp. Its snapshots cost no copy. */
final class HeapOrderedList<T> extends HeapCell<HeapOrderedList<T>> implements Cell.OrderedList<T> {
  private @Nullable TimeTree<TimestampedValue<T>> values;

  HeapOrderedList(Bucket<HeapOrderedList<T>> bucket, Key key) {
    super(bucket, key);
  }

  @Override
  public void add(TimestampedValue<T> value) {
    HeapOrderedList<T> cell = current();
    cell.attach();
    if (cell.values == null) {
      cell.values = new TimeTree<>();
    }
    cell.values.add(value.getTimestamp().getMillis(), value);
  }

  @Override
  public Iterable<TimestampedValue<T>> range(Instant from, Instant to) {
    checkOrder(from, to);
    TimeTree<TimestampedValue<T>> present = current().values;
    return present == null ? List.of() : present.between(from.getMillis(), to.getMillis(), stop());
  }

  @Override
  public @Nullable Instant earliest() {
    TimeTree<TimestampedValue<T>> present = current().values;
    return present == null ? null : Instant.ofEpochMilli(present.earliest());
  }

  @Override
  public void clearRange(Instant from, Instant to) {
    checkOrder(from, to);
    HeapOrderedList<T> cell = current();
    if (cell.values != null) {
      cell.values.clear(from.getMillis(), to.getMillis());
      if (cell.values.isEmpty()) {
        cell.detach();
      }
    }
  }

  private static void checkOrder(Instant from, Instant to) {
    if (from.isAfter(to)) {
      throw new IllegalArgumentException(
          "A range of an ordered list is to go from " + from + " to " + to + ", which is before");
    }
  }

  @Override
  HeapOrderedList<T> self() {
    return this;
  }

  @Override
  boolean isVacant() {
    return values == null;
  }

  @Override
  void vacate() {
    values = null;
  }
}
