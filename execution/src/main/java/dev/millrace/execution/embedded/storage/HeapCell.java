/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.changes.Slice;
import dev.millrace.execution.embedded.changes.Tracked;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
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
abstract class HeapCell<H extends HeapCell<H>> extends Tracked implements Cell {
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

  /** All that this very object holds is in a checkpoint. */
  void captured() {}

  /** The object that has the contents for this cell's key and namespace; this if none has. */
  final H current() {
    if (!isUnmarked()) {
      table.thaw(this);
    }
    if (!isVacant()) {
      if (!row.bucket.isDropped()) {
        return self();
      }
      vacate();
      setStored(false);
    }
    H other = table.existing(row);
    if (other == null) {
      return self();
    }
    table.thaw(other);
    return other;
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

  /** The cell leaves the heap, where the store has it. */
  final void leave() {
    CellChanges<H> changes = table.changes();
    if (changes != null) {
      thaw(changes.log);
      if (isChanged(changes.log)) {
        changes.captureAhead(self());
      }
      setStored(false);
    }
    vacate();
  }

  /** Where the cell is. */
  final Row row() {
    return row;
  }

  /** The namespace that the cell belongs to. */
  final Namespace namespace() {
    return row.bucket.namespace;
  }

  /** Ends long loops over what the cell holds. */
  final StopSignal stop() {
    return table.stop;
  }

  /**
   * Puts this object into its row if it is not there, before its contents change. To be called on
   * {@link #current()}.
   */
  final void attach() {
    if (isVacant()) {
      row = row.bucket.table.present(row);
      row.add(this);
    }
    changes();
  }

  /** The contents change. To be called on {@link #current()}. */
  final void changes() {
    CellChanges<H> changes = table.changes();
    if (changes != null) {
      change(changes.log);
    }
    if (table.cold != null) {
      table.cold.changed(row);
    }
  }

  /** Takes this object out of its row. To be called on {@link #current()}. */
  final void detach() {
    CellChanges<H> changes = table.changes();
    if (changes != null && isStored()) {
      changes.removed(self());
      setStored(false);
    }
    vacate();
    row.remove(this);
    if (table.cold != null) {
      table.cold.removed(row);
    }
    row.bucket.table.removeIfEmpty(row);
  }

  /** Tells that all that the store has of the namespace is deleted. */
  final void willBeCleared() {
    cold().toBeCleared(row);
  }

  /** Takes this object out of its row; whether a checkpoint has it is told elsewhere. */
  final boolean detachSilently() {
    boolean stored = isStored();
    setStored(false);
    detach();
    return stored;
  }

  /** The checkpoint that the job begins with has all that the cell holds. */
  final void restored() {
    captured();
    setStored(true);
    if (row.bucket.table.hasOneTable()) {
      row.bucket.captured(key().group());
    }
  }

  /** The cell is about to be read. */
  final void read(ChangeLog log) {
    thaw(log);
  }

  /** Whether a capture that is under way has yet to come to the cell. */
  final boolean isToBeCaptured(ChangeLog log) {
    return isFrozen(log);
  }

  /** Whether a checkpoint has the cell, be it as it was some time ago. */
  final boolean isInCheckpoint() {
    return isStored();
  }

  @Override
  protected final boolean capture(Slice slice) {
    CellChanges<H> changes = requireNonNull(table.changes());
    if (!isVacant() && !row.bucket.isDroppedBefore(changes.log.epoch())) {
      changes.capture(self());
      captured();
      setStored(true);
      if (row.bucket.table.hasOneTable()) {
        row.bucket.captured(key().group());
      }
    }
    return true;
  }

  @Override
  protected final boolean isVoid() {
    return isVacant() || row.bucket.isDropped();
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
