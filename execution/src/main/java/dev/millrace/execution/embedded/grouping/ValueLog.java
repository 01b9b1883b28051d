/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.channel.StopSignal;
import java.util.Arrays;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Values in the order of addition, each with a link to the one before it in its group.
 *
 * <p>Additions of whatever group go to the end, which the collector has mostly not moved yet. To
 * store a reference in an object that it has moved costs several times as much, as it must be told
 * of that; links are no references. Numbers are kept without their boxes as long as all values are
 * of one kind.
 */
final class ValueLog {
  /** The link of a value with none before it. */
  static final int NONE = -1;

  private static final int PAGE_BITS = 10;
  private static final int PAGE_VALUES = 1 << PAGE_BITS;
  private static final int IN_PAGE = PAGE_VALUES - 1;
  private static final int FIRST_VALUES = 16;
  private static final int MAX_VALUES = Integer.MAX_VALUE;

  private final StopSignal stop;
  private @Nullable NumberKind kind;
  private int[][] links = {new int[0]};
  private long[][] numbers = new long[1][];
  private @Nullable Object[][] values = new Object[1][];
  private int size;

  /** No values yet; those handed out are no longer read when {@code stop} says so. */
  ValueLog(StopSignal stop) {
    this.stop = stop;
  }

  /** The kind that all values are of; null if there is none. */
  @Nullable NumberKind kind() {
    return kind;
  }

  /** Whether another value can be added. */
  boolean hasRoom() {
    return size < MAX_VALUES;
  }

  /**
   * Adds a value; there must be room.
   *
   * @param before the index of the value before it in its group, or {@link #NONE}
   * @return its index
   */
  int add(@Nullable Object value, int before) {
    NumberKind itsKind = NumberKind.of(value);
    if (size == 0) {
      kind = itsKind;
    } else if (kind != null && kind != itsKind) {
      box(kind);
    }
    int page = size >>> PAGE_BITS;
    int at = size & IN_PAGE;
    if (page == links.length || links[page] == null || at == links[page].length) {
      makeRoom(page, at);
    }
    if (kind == null || value == null) {
      values[page][at] = value;
    } else {
      numbers[page][at] = kind.bits(value);
    }
    links[page][at] = before;
    return size++;
  }

  private void makeRoom(int page, int at) {
    if (page == links.length) {
      int pages = page + (page >> 1) + 1;
      links = Arrays.copyOf(links, pages);
      numbers = Arrays.copyOf(numbers, pages);
      values = Arrays.copyOf(values, pages);
    }
    // The first page grows: many tables are small.
    int length = page > 0 ? PAGE_VALUES : Math.max(FIRST_VALUES, 2 * at);
    links[page] = at == 0 ? new int[length] : Arrays.copyOf(links[page], length);
    if (kind == null) {
      values[page] = at == 0 ? new Object[length] : Arrays.copyOf(values[page], length);
    } else {
      numbers[page] = at == 0 ? new long[length] : Arrays.copyOf(numbers[page], length);
    }
  }

  private void box(NumberKind boxed) {
    for (int page = 0; page < links.length && links[page] != null; page++) {
      values[page] = new Object[links[page].length];
      for (int at = 0; at < values[page].length && (page << PAGE_BITS) + at < size; at++) {
        values[page][at] = boxed.box(numbers[page][at]);
      }
      numbers[page] = null;
    }
    kind = null;
  }

  /** Of a group up to the value at {@code last} the {@code count} latest, the earliest first. */
  List<?> latest(int last, int count) {
    return kind == null
        ? Items.unmodifiable(latestValues(last, count), stop)
        : NumberItems.unmodifiable(kind, latestNumbers(last, count), stop);
  }

  /** As {@link #latest}, of values that have no kind. */
  @Nullable Object[] latestValues(int last, int count) {
    Object[] latest = new Object[count];
    int index = last;
    for (int i = count - 1; i >= 0; i--) {
      latest[i] = values[index >>> PAGE_BITS][index & IN_PAGE];
      index = links[index >>> PAGE_BITS][index & IN_PAGE];
    }
    return latest;
  }

  /** The bits of {@link #latest}, of values of a kind. */
  long[] latestNumbers(int last, int count) {
    long[] latest = new long[count];
    int index = last;
    for (int i = count - 1; i >= 0; i--) {
      latest[i] = numbers[index >>> PAGE_BITS][index & IN_PAGE];
      index = links[index >>> PAGE_BITS][index & IN_PAGE];
    }
    return latest;
  }
}
