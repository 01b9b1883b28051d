package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.embedded.grouping.Items;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.values.TimestampedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** A list ordered by timestamp. */
final class HeapOrderedList<T> extends HeapCell<HeapOrderedList<T>> implements Cell.OrderedList<T> {
  private @Nullable NavigableMap<Long, Items<TimestampedValue<T>>> byTime;

  HeapOrderedList(Bucket<HeapOrderedList<T>> bucket, Key key) {
    super(bucket, key);
  }

  @Override
  public void add(TimestampedValue<T> value) {
    long time = value.getTimestamp().getMillis();
    HeapOrderedList<T> cell = current();
    cell.attach();
    if (cell.byTime == null) {
      cell.byTime = new TreeMap<>();
    }
    Items<TimestampedValue<T>> simultaneous = cell.byTime.get(time);
    if (simultaneous == null) {
      cell.byTime.put(time, new Items<>(value));
    } else {
      simultaneous.add(value);
    }
  }

  @Override
  public List<TimestampedValue<T>> range(Instant from, Instant to) {
    NavigableMap<Long, Items<TimestampedValue<T>>> present = current().byTime;
    if (present == null) {
      return List.of();
    }
    List<TimestampedValue<T>> values = new ArrayList<>();
    for (Items<TimestampedValue<T>> simultaneous : between(present, from, to).values()) {
      values.addAll(simultaneous.snapshot(stop()));
    }
    return Items.unmodifiable(values.toArray(), stop());
  }

  @Override
  public void clearRange(Instant from, Instant to) {
    HeapOrderedList<T> cell = current();
    if (cell.byTime != null) {
      between(cell.byTime, from, to).clear();
      if (cell.byTime.isEmpty()) {
        cell.detach();
      }
    }
  }

  private static <V> NavigableMap<Long, V> between(
      NavigableMap<Long, V> byTime, Instant from, Instant to) {
    return byTime.subMap(from.getMillis(), true, to.getMillis(), false);
  }

  @Override
  HeapOrderedList<T> self() {
    return this;
  }

  @Override
  boolean isVacant() {
    return byTime == null;
  }

  @Override
  void vacate() {
    byTime = null;
  }
}
