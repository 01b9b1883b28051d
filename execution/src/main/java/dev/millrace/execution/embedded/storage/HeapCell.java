/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A cell on the heap, which is in its row only while it holds something.
 *
 * <p>Users may keep an empty cell, and so there can be several for one key and namespace. At most
 * one of them has contents; that one is in the row, and the others work on it: every operation
 * begins with {@link #current()}, every write goes on with {@link #attach()}.
 *
 * @param <H> the class itself
 */
abstract class HeapCell<H extends HeapCell<H>> implements Cell {
  final HeapTable<H> table;
  private Row row;

  /** The next cell of the same {@link Row}, which alone reads and writes it. */
  @Nullable HeapCell<?> nextInRow;

  HeapCell(HeapTable<H> table, Row row) {
    this.table = table;
    this.row = row;
  }

  abstract H self();

  /** Whether this very object has no contents. */
  abstract boolean isVacant();

  /** Drops the contents of this very object. */
  abstract void vacate();

  /** The object that has the contents for this cell's key and namespace; this if none has. */
  final H current() {
    if (!isVacant()) {
      if (!row.bucket.isDropped()) {
        return self();
      }
      vacate();
    }
    H other = table.existing(row);
    return other == null ? self() : other;
  }

  /** The key that the cell belongs to. */
  final Key key() {
    return requireNonNull(row.key);
  }

  /** Ends long loops over what the cell holds. */
  final StopSignal stop() {
    return table.stop;
  }

  /** Puts this object into its row if it is not there. To be called on {@link #current()}. */
  final void attach() {
    if (isVacant()) {
      row = row.bucket.table.present(row);
      row.add(this);
    }
  }

  /** Takes this object out of its row. To be called on {@link #current()}. */
  final void detach() {
    vacate();
    row.remove(this);
    row.bucket.table.removeIfEmpty(row);
  }

  @Override
  public final boolean isEmpty() {
    return current().isVacant();
  }

  @Override
  public final void clear() {
    HeapCell<H> cell = current();
    if (!cell.isVacant()) {
      cell.detach();
    }
  }
}
