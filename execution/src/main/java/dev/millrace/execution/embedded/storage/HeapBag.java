/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.embedded.grouping.Items;
import dev.millrace.execution.host.Cell;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A bag of values. Its snapshots cost no copy. */
final class HeapBag<T> extends HeapCell<HeapBag<T>> implements Cell.Bag<T> {
  private @Nullable Items<T> items;

  HeapBag(HeapTable<HeapBag<T>> table, Row row) {
    super(table, row);
  }

  @Override
  public void add(@Nullable T value) {
    HeapBag<T> cell = current();
    cell.attach();
    if (cell.items == null) {
      cell.items = new Items<>(value);
    } else {
      cell.items.add(value);
    }
  }

  @Override
  public Iterable<T> read() {
    Items<T> present = current().items;
    return present == null ? List.of() : present.snapshot(stop());
  }

  @Override
  void captured() {
    if (items != null) {
      items.allCaptured();
    }
  }

  @Override
  HeapBag<T> self() {
    return this;
  }

  @Override
  boolean isVacant() {
    return items == null;
  }

  @Override
  int weight() {
    return items == null ? 0 : items.size();
  }

  @Override
  void vacate() {
    items = null;
  }

  /** The elements are a sequence. */
  record BagKind<T>(EntryCodec<T> codec) implements CellKind<HeapBag<T>> {
    @Override
    public HeapBag<T> newCell(HeapTable<HeapBag<T>> table, Row row) {
      return new HeapBag<>(table, row);
    }

    @Override
    public void write(HeapBag<T> cell, EntryWriter out) {
      Items<T> present = cell.items;
      if (present != null) {
        out.putSequence(present.snapshot(cell.stop()), codec);
      }
    }

    @Override
    public void writeChanges(HeapBag<T> cell, EntryWriter out) {
      Items<T> present = cell.items;
      if (present != null) {
        out.putSequenceFrom(present.countCaptured(), present.notCaptured(cell.stop()), codec);
      }
    }

    @Override
    public void read(HeapBag<T> cell, EntryInput part, byte[] entry) {
      codec.forEach(entry, cell::add);
    }
  }
}
