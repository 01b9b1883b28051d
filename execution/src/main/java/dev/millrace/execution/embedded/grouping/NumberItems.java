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

/** A sequence of numbers of one kind that only grows, kept without their boxes. */
final class NumberItems {
  private final NumberKind kind;
  private long[] numbers;
  private int size;

  /** A sequence that begins with {@code first}, which it takes over. */
  NumberItems(NumberKind kind, long[] first) {
    this.kind = kind;
    this.numbers = first;
    this.size = first.length;
  }

  /** Adds a number at the end; whether it is of this kind, else nothing is done. */
  boolean add(@Nullable Object number) {
    if (number == null || NumberKind.of(number) != kind) {
      return false;
    }
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size + (size >> 1) + 1);
    }
    numbers[size++] = kind.bits(number);
    return true;
  }

  /** The numbers as of now, as {@link Items#snapshot}; costs no copy. */
  List<Object> snapshot(StopSignal stop) {
    return new UnboxedSnapshot(kind, numbers, size, stop);
  }

  /** The numbers as of now, in their boxes. */
  Object[] boxed() {
    Object[] boxed = new Object[size];
    for (int i = 0; i < size; i++) {
      boxed[i] = kind.box(numbers[i]);
    }
    return boxed;
  }

  /** Numbers of one kind, as {@link Items#unmodifiable}. */
  static List<Object> unmodifiable(NumberKind kind, long[] numbers, StopSignal stop) {
    return new UnboxedSnapshot(kind, numbers, numbers.length, stop);
  }

  private static final class UnboxedSnapshot extends AbstractList<Object>
      implements RandomAccess, Serializable, AdmittedValues {
    private static final long serialVersionUID = 1L;

    private final transient NumberKind kind;
    private final transient long[] numbers;
    private final transient int size;
    private final transient StopSignal stop;

    UnboxedSnapshot(NumberKind kind, long[] numbers, int size, StopSignal stop) {
      this.kind = kind;
      this.numbers = numbers;
      this.size = size;
      this.stop = stop;
    }

    @Override
    public Object get(int index) {
      stop.throwIfStopped();
      return kind.box(numbers[Objects.checkIndex(index, size)]);
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
