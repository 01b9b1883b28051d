/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Key;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A row whose cells may be in a store as well, or only there.
 *
 * <p>The cells in the row are the truth. What the store has of a cell that is in the row is the
 * same, or out of date; what it has of a cell that the row has had and has no more is gone.
 */
final class ColdRow extends Row {
  /** The {@link #place} of a row that has none. */
  static final int NOWHERE = -1;

  private final ColdTier tier;

  /** Where it is among the rows of its tier that have cells. */
  int place = NOWHERE;

  /** Whether it was used since the tier last came by. */
  boolean used;

  /** How many bytes it counts for. */
  long charged;

  // By table of the transform, of the first 64.
  private long asked;
  private long stored;
  private long unchanged;

  ColdRow(@Nullable Key key, int hash, Bucket bucket, ColdTier tier) {
    super(key, hash, bucket);
    this.tier = tier;
  }

  @Override
  void add(HeapCell<?> cell) {
    super.add(cell);
    tier.entered(this);
  }

  @Override
  void remove(HeapCell<?> cell) {
    super.remove(cell);
    if (hasCells()) {
      tier.charge(this);
    } else {
      tier.left(this);
    }
  }

  private static long bit(int table) {
    return table < Long.SIZE ? 1L << table : 0;
  }

  /** Whether the store has nothing of the cell that is not here. False is always right. */
  boolean isAsked(int table) {
    return (asked & bit(table)) != 0;
  }

  /** The store has been asked for the cell. */
  void asked(int table) {
    asked |= bit(table);
  }

  /** Whether the store has something of the cell, be it out of date. True is always right. */
  boolean isStored(int table) {
    return bit(table) == 0 || (stored & bit(table)) != 0;
  }

  /** Whether the store has the cell as it is. False is always right. */
  boolean isUnchanged(int table) {
    return (unchanged & bit(table)) != 0;
  }

  /** The store has the cell as it is. */
  void stored(int table) {
    stored |= bit(table);
    unchanged |= bit(table);
  }

  /** The cell is about to change. */
  void changed(int table) {
    unchanged &= ~bit(table);
  }

  /** The store has nothing of the cell any more. */
  void notStored(int table) {
    stored &= ~bit(table);
    unchanged &= ~bit(table);
  }

  /** Nothing is known any more of what the store has. */
  void forget() {
    asked = 0;
    stored = 0;
    unchanged = 0;
    used = false;
  }
}
