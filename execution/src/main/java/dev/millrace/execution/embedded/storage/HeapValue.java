/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.host.Cell;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One value. */
final class HeapValue<T> extends HeapCell<HeapValue<T>> implements Cell.Value<T> {
  private @Nullable T value;

  HeapValue(HeapTable<HeapValue<T>> table, Row row) {
    super(table, row);
  }

  @Override
  public @Nullable T read() {
    return current().value;
  }

  @Override
  public void write(@Nullable T newValue) {
    if (newValue == null) {
      clear();
      return;
    }
    HeapValue<T> cell = current();
    cell.attach();
    cell.value = newValue;
  }

  /** What this very object holds. */
  @Nullable T held() {
    return value;
  }

  @Override
  void captured() {
    table.kind.captured(this);
  }

  @Override
  HeapValue<T> self() {
    return this;
  }

  @Override
  boolean isVacant() {
    return value == null;
  }

  @Override
  int weight() {
    return 1;
  }

  @Override
  void vacate() {
    value = null;
  }

  /** A value is an entry. */
  record ValueKind<T>(EntryCodec<T> codec) implements CellKind<HeapValue<T>> {
    @Override
    public HeapValue<T> newCell(HeapTable<HeapValue<T>> table, Row row) {
      return new HeapValue<>(table, row);
    }

    @Override
    public void write(HeapValue<T> cell, EntryWriter out) {
      out.put(codec.encoded(cell.value));
    }

    @Override
    public void writeChanges(HeapValue<T> cell, EntryWriter out) {
      write(cell, out);
    }

    @Override
    public boolean hasOneEntry() {
      return true;
    }

    @Override
    public void read(HeapValue<T> cell, EntryInput part, byte[] entry) {
      cell.write(codec.decoded(entry));
    }
  }
}
