/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;

/**
 * A cell on the heap, which is in its table only while it holds something.
 *
 * <p>Users may keep an empty cell, and so there can be several for one key and namespace. At most
 * one of them has contents; that one is in the table, and the others work on it: every operation
 * begins with {@link #current()}, every write goes on with {@link #attach()}.
 *
 * @param <H> the class itself
 */
abstract class HeapCell<H extends HeapCell<H>> implements Cell {
  private final Key key;
  private Bucket<H> bucket;

  HeapCell(Bucket<H> bucket, Key key) {
    this.bucket = bucket;
    this.key = key;
  }

  abstract H self();

  /** Whether this very object has no contents. */
  abstract boolean isVacant();

  /** Drops the contents of this very object. */
  abstract void vacate();

  /** The object that has the contents for this cell's key and namespace; this if none has. */
  final H current() {
    if (!isVacant()) {
      if (!bucket.isDropped()) {
        return self();
      }
      vacate();
    }
    H other = bucket.table.existing(key, bucket.namespace);
    return other == null ? self() : other;
  }

  /** The key that the cell belongs to. */
  final Key key() {
    return key;
  }

  /** Ends long loops over what the cell holds. */
  final StopSignal stop() {
    return bucket.table.stop;
  }

  /** Puts this object into the table if it is not there. To be called on {@link #current()}. */
  final void attach() {
    if (isVacant()) {
      bucket = bucket.table.bucketFor(bucket.namespace);
      bucket.cells().put(key, self());
    }
  }

  /** Takes this object out of the table. To be called on {@link #current()}. */
  final void detach() {
    vacate();
    bucket.table.remove(key, bucket);
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
