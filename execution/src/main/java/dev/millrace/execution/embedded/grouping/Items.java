/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.AdmittedValues;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A sequence that only grows. A snapshot of it costs no copy: it is the array as of now and how
 * much of it was filled, and nothing ever changes what was filled.
 *
 * <p>Reading a snapshot ends when the job is stopped: there may be much to do for each item.
 */
public final class Items<T> {
  private @Nullable Object[] items;
  private int size;
  private int captured;

  /** A sequence of one item, that takes no more room than that. */
  public Items(@Nullable T first) {
    items = new Object[] {first};
    size = 1;
  }

  /** A sequence that begins with {@code first}, which it takes over. */
  Items(@Nullable Object[] first) {
    this(first, first.length);
  }

  private Items(@Nullable Object[] items, int size) {
    this.items = items;
    this.size = size;
  }

  /** The items of an array that does not change any more, unmodifiable as {@link #snapshot}. */
  public static <T> List<T> unmodifiable(@Nullable Object[] items, StopSignal stop) {
    return new Snapshot<>(items, items.length, stop);
  }

  /** Adds an item at the end. */
  public void add(@Nullable T item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, Math.max(4, size + (size >> 1)));
    }
    items[size++] = item;
  }

  /** How many items there are. */
  public int size() {
    return size;
  }

  /**
   * A sequence that goes on from here, while this one stays as it is: it must not grow any more.
   */
  public Items<T> fork() {
    return new Items<>(items, size);
  }

  /** All items as of now are in a checkpoint. */
  public void allCaptured() {
    captured = size;
  }

  /** How many of the first items are in a checkpoint. */
  public int countCaptured() {
    return captured;
  }

  /** The items as of now that are in no checkpoint. */
  public List<T> notCaptured(StopSignal stop) {
    return snapshot(stop).subList(captured, size);
  }

  /** The items as of now, unmodifiable. Can be serialised if the items can. */
  public List<T> snapshot(StopSignal stop) {
    return new Snapshot<>(items, size, stop);
  }

  private static final class Snapshot<T> extends AbstractList<T>
      implements RandomAccess, Serializable, AdmittedValues {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object[] items;
    private final transient int size;
    private final transient StopSignal stop;

    Snapshot(@Nullable Object[] items, int size, StopSignal stop) {
      this.items = items;
      this.size = size;
      this.stop = stop;
    }

    @Override
    @SuppressWarnings("unchecked") // only Items.add fills the array
    public T get(int index) {
      stop.throwIfStopped();
      return (T) items[Objects.checkIndex(index, size)];
    }

    @Override
    public int size() {
      return size;
    }

    // Users may code grouped values by Java serialisation; the array may be longer than what is
    // theirs.
    private Object writeReplace() {
      return new ArrayList<>(this);
    }
  }
}
