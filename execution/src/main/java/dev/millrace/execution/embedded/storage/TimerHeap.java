/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A binary heap of timers, the first to fire on top. Every timer knows its position, so that one in
 * the middle is moved or removed without a search.
 */
final class TimerHeap {
  private PendingTimer[] timers = new PendingTimer[16];
  private int size;

  @Nullable PendingTimer first() {
    return size == 0 ? null : timers[0];
  }

  void add(PendingTimer timer) {
    if (size == timers.length) {
      timers = Arrays.copyOf(timers, size * 2);
    }
    place(timer, size++);
    moved(timer);
  }

  void remove(PendingTimer timer) {
    PendingTimer last = timers[--size];
    timers[size] = null;
    if (timer.position != size) {
      place(last, timer.position);
      moved(last);
    }
  }

  /** Restores the order after {@code timer} changed. */
  void moved(PendingTimer timer) {
    int before = timer.position;
    siftUp(timer);
    if (timer.position == before) {
      siftDown(timer);
    }
  }

  private void siftUp(PendingTimer timer) {
    int position = timer.position;
    while (position > 0) {
      PendingTimer parent = timers[(position - 1) / 2];
      if (!timer.precedes(parent)) {
        break;
      }
      int next = parent.position;
      place(parent, position);
      position = next;
    }
    place(timer, position);
  }

  private void siftDown(PendingTimer timer) {
    int position = timer.position;
    for (int child = 2 * position + 1; child < size; child = 2 * position + 1) {
      if (child + 1 < size && timers[child + 1].precedes(timers[child])) {
        child++;
      }
      if (!timers[child].precedes(timer)) {
        break;
      }
      place(timers[child], position);
      position = child;
    }
    place(timer, position);
  }

  private void place(PendingTimer timer, int position) {
    timers[position] = timer;
    timer.position = position;
  }
}
