/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import com.google.common.collect.Lists;
import com.google.common.primitives.Longs;
import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.host.Cell;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.values.TimestampedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** A list ordered by timestamp. Its snapshots cost no copy. */
final class HeapOrderedList<T> extends HeapCell<HeapOrderedList<T>> implements Cell.OrderedList<T> {
  private @Nullable TimeTree<TimestampedValue<T>> values;
  private int added;

  // Of a list that is in a checkpoint, the times of which that one has other values.
  private @Nullable Set<Long> changed;

  HeapOrderedList(HeapTable<HeapOrderedList<T>> table, Row row) {
    super(table, row);
  }

  @Override
  public void add(TimestampedValue<T> value) {
    HeapOrderedList<T> cell = current();
    cell.attach();
    if (cell.values == null) {
      cell.values = new TimeTree<>();
    }
    cell.added++;
    cell.changes(value.getTimestamp().getMillis());
    cell.values.add(value.getTimestamp().getMillis(), value);
  }

  private void changes(long time) {
    if (isInCheckpoint()) {
      if (changed == null) {
        changed = new TreeSet<>();
      }
      changed.add(time);
    }
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
      cell.clearing(cell.values, from.getMillis(), to.getMillis());
      cell.values.clear(from.getMillis(), to.getMillis());
      if (cell.values.isEmpty()) {
        cell.detach();
      }
    }
  }

  private void clearing(TimeTree<TimestampedValue<T>> from, long first, long end) {
    if (isInCheckpoint()) {
      from.between(first, end, stop()).forEach(value -> changes(value.getTimestamp().getMillis()));
    }
    changes();
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
  int weight() {
    return added;
  }

  @Override
  void vacate() {
    values = null;
    added = 0;
    changed = null;
  }

  @Override
  void captured() {
    changed = null;
  }

  /** The values of each timestamp are a sequence. */
  record OrderedListKind<T>(EntryCodec<T> codec) implements CellKind<HeapOrderedList<T>> {
    @Override
    public HeapOrderedList<T> newCell(HeapTable<HeapOrderedList<T>> table, Row row) {
      return new HeapOrderedList<>(table, row);
    }

    @Override
    public void write(HeapOrderedList<T> cell, EntryWriter out) {
      TimeTree<TimestampedValue<T>> present = cell.values;
      if (present != null) {
        present.forEachTime(
            (time, values) ->
                out.putSequence(
                    part(time), Lists.transform(values, TimestampedValue::getValue), codec),
            cell.stop());
      }
    }

    @Override
    public void writeChanges(HeapOrderedList<T> cell, EntryWriter out) {
      TimeTree<TimestampedValue<T>> present = cell.values;
      if (present != null && cell.changed != null) {
        for (long time : cell.changed) {
          out.deletePart(part(time));
          out.putSequence(
              part(time),
              Lists.transform(present.at(time, cell.stop()), TimestampedValue::getValue),
              codec);
        }
      }
    }

    // As unsigned bytes these are in the order of time.
    private static byte[] part(long time) {
      return Longs.toByteArray(time ^ Long.MIN_VALUE);
    }

    @Override
    public void read(HeapOrderedList<T> cell, EntryInput part, byte[] entry) {
      Instant time = Instant.ofEpochMilli(Longs.fromByteArray(part.readPart()) ^ Long.MIN_VALUE);
      codec.forEach(entry, value -> cell.add(TimestampedValue.of(value, time)));
    }
  }
}
