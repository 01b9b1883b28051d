/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import java.util.Map.Entry;
import org.apache.beam.sdk.values.TimestampedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * A unit of keyed state. Iterables that a cell answers are snapshots: later changes do not show.
 * Reading them throws {@link Stopped} when the job is being stopped. Elements, keys and values may
 * be null where their coder takes that.
 */
public interface Cell {

  /** Whether the cell holds nothing. */
  boolean isEmpty();

  /** Empties the cell. */
  void clear();

  /** One value. */
  interface Value<T> extends Cell {
    /** The value, or null if there is none. */
    @Nullable T read();

    /** Replaces the value; null clears the cell. */
    void write(@Nullable T value);
  }

  /** Many values in the order of their addition. */
  interface Bag<T> extends Cell {
    /** Adds {@code value}. */
    void add(@Nullable T value);

    /** All values, re-iterable. */
    Iterable<T> read();
  }

  /** Values by key. */
  interface Map<K, V> extends Cell {
    /** The value of {@code key}, or null. */
    @Nullable V get(@Nullable K key);

    /** Puts {@code value} in place of what {@code key} had. */
    void put(@Nullable K key, @Nullable V value);

    /** Removes {@code key}. */
    void remove(@Nullable K key);

    /** All entries. */
    Iterable<Entry<K, V>> entries();
  }

  /** Several values by key. */
  interface Multimap<K, V> extends Cell {
    /** The values of {@code key} in the order of their addition; empty if there are none. */
    Iterable<V> get(@Nullable K key);

    /** Adds {@code value} to those of {@code key}. */
    void put(@Nullable K key, @Nullable V value);

    /** Removes {@code key} with all its values. */
    void remove(@Nullable K key);

    /** Whether {@code key} has a value. */
    boolean containsKey(@Nullable K key);

    /** The keys that have values. */
    Iterable<K> keys();

    /** All pairs of a key and one of its values. */
    Iterable<Entry<K, V>> entries();
  }

  /** Values ordered by timestamp; those of equal timestamp by addition. */
  interface OrderedList<T> extends Cell {
    /** Adds {@code value} at its timestamp. */
    void add(TimestampedValue<T> value);

    /**
     * The values from {@code from}, inclusive, to {@code to}, exclusive. What is not iterated over
     * costs nothing.
     */
    Iterable<TimestampedValue<T>> range(Instant from, Instant to);

    /** The earliest timestamp of all values, null if there are none. */
    @Nullable Instant earliest();

    /** Removes the values from {@code from}, inclusive, to {@code to}, exclusive. */
    void clearRange(Instant from, Instant to);
  }
}
