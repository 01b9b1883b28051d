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

  /**
   * How many values it has, at least those: what was removed may count until it has left the heap
   * and come back.
   */
  abstract int weight();

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

  /** About how many bytes of the heap its contents take. */
  final long heapBytes() {
    return cold().heapBytes(weight());
  }

  /** Finds out how large contents are by its own; answers how many bytes were encoded. */
  final long sampled() {
    return cold().sampled(self());
  }

  /** Writes it to the store, unless it is there as it is. False if it is too large for that. */
  final boolean isWritten() {
    return cold().write(self());
  }

  private ColdCells<H> cold() {
    return requireNonNull(table.cold);
  }

  /** Where the cell is. */
  final Row row() {
    return row;
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
    changed();
  }

  /** Tells that this object is about to change. To be called on {@link #current()}. */
  final void changed() {
    if (table.cold != null) {
      table.cold.changed(row);
    }
  }

  /** Takes this object out of its row. To be called on {@link #current()}. */
  final void detach() {
    vacate();
    row.remove(this);
    if (table.cold != null) {
      table.cold.removed(row);
    }
    row.bucket.table.removeIfEmpty(row);
  }

  /** As {@link #clear}, where all that the store has of the namespace is about to be deleted. */
  final void clearHeap() {
    HeapCell<H> cell = current();
    if (!cell.isVacant()) {
      cell.willBeCleared();
      cell.detach();
    }
  }

  /** Tells that all that the store has of the namespace is deleted. */
  final void willBeCleared() {
    cold().toBeCleared(row);
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
