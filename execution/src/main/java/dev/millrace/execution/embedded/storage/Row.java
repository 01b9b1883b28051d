/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a key has in a namespace: its cells that hold something, and its pending timers. A row is in
 * its {@link Bucket} just as long as it has any.
 */
class Row {
  // A timer is found by going through those of its row; a user may give one as many as he likes.
  private static final int MANY_TIMERS = 8;

  final @Nullable Key key;

  /** The namespace. */
  final Bucket bucket;

  /** That of the key. */
  final int hash;

  /** The next row of the same slot; the row itself while it is not in its bucket. */
  @Nullable Row next = this;

  private @Nullable HeapCell<?> cells;
  private @Nullable PendingTimer timers;
  private @Nullable Map<TimerName, PendingTimer> manyTimers;

  /** A row that is not in {@code bucket} yet. */
  Row(@Nullable Key key, int hash, Bucket bucket) {
    this.key = key;
    this.hash = hash;
    this.bucket = bucket;
  }

  /** Whether it is in its bucket, and whatever it has is valid. */
  final boolean isPresent() {
    return next != this && !bucket.isDropped();
  }

  final boolean isEmpty() {
    return cells == null && timers == null && manyTimers == null;
  }

  /** The cell of {@code table} that holds something, or null. */
  @SuppressWarnings("unchecked") // a table has cells of its kind
  final <H extends HeapCell<H>> @Nullable H cell(HeapTable<H> table) {
    for (HeapCell<?> cell = cells; cell != null; cell = cell.nextInRow) {
      if (cell.table == table) {
        return (H) cell;
      }
    }
    return null;
  }

  void add(HeapCell<?> cell) {
    cell.nextInRow = cells;
    cells = cell;
  }

  void remove(HeapCell<?> cell) {
    HeapCell<?> rest = cell.nextInRow;
    cell.nextInRow = null;
    if (cells == cell) {
      cells = rest;
      return;
    }
    HeapCell<?> before = cells;
    while (before != null && before.nextInRow != cell) {
      before = before.nextInRow;
    }
    if (before == null) {
      throw new IllegalStateException("A cell is removed that holds nothing");
    }
    before.nextInRow = rest;
  }

  final boolean hasCells() {
    return cells != null;
  }

  /** The first of its cells, from which others follow, in no particular order. */
  final @Nullable HeapCell<?> firstCell() {
    return cells;
  }

  /** Lets all cells go, which the store has: who has one has to look for it again. */
  final void leaveCells() {
    HeapCell<?> cell = cells;
    cells = null;
    while (cell != null) {
      HeapCell<?> rest = cell.nextInRow;
      cell.nextInRow = null;
      cell.leave();
      cell = rest;
    }
  }

  /** The pending timer of that name, or null. */
  final @Nullable PendingTimer timer(TimerName name) {
    if (manyTimers != null) {
      return manyTimers.get(name);
    }
    for (PendingTimer timer = timers; timer != null; timer = timer.nextInRow) {
      if (timer.name().equals(name)) {
        return timer;
      }
    }
    return null;
  }

  /** Adds a timer; there is none of its name. */
  final void add(PendingTimer timer) {
    if (manyTimers == null && length(timers) == MANY_TIMERS) {
      Map<TimerName, PendingTimer> many = new HashMap<>();
      forEachTimer(each -> many.put(each.name(), each));
      timers = null;
      manyTimers = many;
    }
    if (manyTimers != null) {
      manyTimers.put(timer.name(), timer);
    } else {
      timer.nextInRow = timers;
      timers = timer;
    }
  }

  private static int length(@Nullable PendingTimer first) {
    int length = 0;
    for (PendingTimer timer = first; timer != null; timer = timer.nextInRow) {
      length++;
    }
    return length;
  }

  /** Removes a timer that is here. */
  final void remove(PendingTimer timer) {
    if (manyTimers != null) {
      manyTimers.remove(timer.name());
      if (manyTimers.isEmpty()) {
        manyTimers = null;
      }
      return;
    }
    PendingTimer rest = timer.nextInRow;
    timer.nextInRow = null;
    if (timers == timer) {
      timers = rest;
      return;
    }
    PendingTimer before = timers;
    while (before != null && before.nextInRow != timer) {
      before = before.nextInRow;
    }
    if (before == null) {
      throw new IllegalStateException("A timer is removed that is not pending");
    }
    before.nextInRow = rest;
  }

  /** Shows all timers, in no particular order; each may be removed by that. */
  final void forEachTimer(Consumer<PendingTimer> action) {
    if (manyTimers != null) {
      List.copyOf(manyTimers.values()).forEach(action);
      return;
    }
    PendingTimer timer = timers;
    while (timer != null) {
      PendingTimer rest = timer.nextInRow;
      action.accept(timer);
      timer = rest;
    }
  }
}
