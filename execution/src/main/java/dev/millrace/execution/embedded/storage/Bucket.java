/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import java.util.BitSet;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The rows of one namespace: a hash table whose chains run through the rows themselves.
 *
 * <p>A bucket is in its {@link RowTable} while it has rows. One that was dropped never comes back:
 * a cell whose row is in it can tell by {@link #isDropped} that whatever it holds is void.
 */
final class Bucket {
  private static final Row[] NO_ROWS = {};
  private static final int FEWEST_SLOTS = 2;
  private static final int GOLDEN = 0x9E3779B9;
  private static final int NEVER = 0;

  final RowTable table;
  final Namespace namespace;
  private Row[] slots = NO_ROWS;
  private int shift;
  private int rows;
  private int timers;
  private int droppedIn = NEVER;
  private @Nullable BitSet capturedGroups;

  /** A bucket without rows. */
  Bucket(RowTable table, Namespace namespace) {
    this.table = table;
    this.namespace = namespace;
  }

  boolean isDropped() {
    return droppedIn != NEVER;
  }

  /** Whether what the rows had was void before {@code epoch}. */
  boolean isDroppedBefore(int epoch) {
    return isDropped() && droppedIn < epoch;
  }

  /** A cell of {@code group} is in a checkpoint. */
  void captured(int group) {
    if (capturedGroups == null) {
      capturedGroups = new BitSet();
    }
    capturedGroups.set(group);
  }

  /** The groups of which there have been cells in checkpoints, as a copy. */
  BitSet capturedGroups() {
    return capturedGroups == null ? new BitSet() : (BitSet) capturedGroups.clone();
  }

  /** How many rows there are. */
  int size() {
    return rows;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  @SuppressWarnings("ReferenceEquality") // spares a call: it mostly is the same object
  boolean is(Namespace other) {
    return namespace == other || namespace.equals(other);
  }

  /** The row of {@code key}, null if it has nothing. */
  @SuppressWarnings("ReferenceEquality") // spares a call where it is the same key
  @Nullable Row find(@Nullable Key key, int hash) {
    if (rows == 0) {
      return null;
    }
    for (Row row = slots[slot(hash)]; row != null; row = row.next) {
      if (row.hash == hash && (row.key == key || (key != null && key.equals(row.key)))) {
        return row;
      }
    }
    return null;
  }

  /** Adds a row; there is none of its key. */
  void add(Row row) {
    if (rows >= slots.length - (slots.length >> 2)) {
      grow();
    }
    rows++;
    link(row);
  }

  /** Removes a row that is here. */
  void remove(Row row) {
    int slot = slot(row.hash);
    Row rest = row.next;
    row.next = row;
    rows--;
    if (slots[slot] == row) {
      slots[slot] = rest;
    } else {
      Row before = requireNonNull(slots[slot]);
      while (before.next != row) {
        before = requireNonNull(before.next);
      }
      before.next = rest;
    }
    if (rows == 0) {
      slots = NO_ROWS;
    }
  }

  /** Shows all rows, in no particular order; each may be removed by that. */
  void forEach(Consumer<Row> action) {
    for (Row first : slots) {
      Row row = first;
      while (row != null) {
        Row rest = row.next;
        action.accept(row);
        row = rest;
      }
    }
  }

  /**
   * Voids all that the rows have. They are not touched: who has one finds out.
   *
   * @param epoch when, 1 where nothing is tracked
   */
  void drop(int epoch) {
    droppedIn = epoch;
    rows = 0;
    slots = NO_ROWS;
  }

  private void grow() {
    Row[] before = slots;
    slots = new Row[Math.max(FEWEST_SLOTS, 2 * before.length)];
    shift = Integer.numberOfLeadingZeros(slots.length - 1);
    for (Row first : before) {
      Row row = first;
      while (row != null) {
        Row rest = row.next;
        link(row);
        row = rest;
      }
    }
  }

  private void link(Row row) {
    int slot = slot(row.hash);
    row.next = slots[slot];
    slots[slot] = row;
  }

  // Keys of an instance have much in common in the bits that tell their groups.
  private int slot(int hash) {
    return (hash * GOLDEN) >>> shift;
  }

  void timerAdded() {
    timers++;
  }

  void timerRemoved() {
    timers--;
  }

  /** How many timers are pending. */
  int timers() {
    return timers;
  }
}
