/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

/**
 * Sorts positions of a log by key; those of equal keys stay in their order. Takes one comparison
 * for each where they are in order already.
 */
final class PositionSort {
  private static final int SMALL = 8;

  private final OperationLog log;
  private final long[] positions;
  private final int sorted;
  private final int count;
  private final long[] scratch;

  /** For the first {@code count} of {@code positions}, of which {@code sorted} are in order. */
  PositionSort(OperationLog log, long[] positions, int sorted, int count) {
    this.log = log;
    this.positions = positions;
    this.sorted = sorted;
    this.count = count;
    this.scratch = new long[Math.max(sorted, (count - sorted + 1) / 2)];
  }

  void sort() {
    sort(sorted, count);
    merge(0, sorted, count);
  }

  private void sort(int from, int to) {
    if (to - from <= SMALL) {
      insertionSort(from, to);
      return;
    }
    int middle = from + (to - from) / 2;
    sort(from, middle);
    sort(middle, to);
    merge(from, middle, to);
  }

  private void insertionSort(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long moved = positions[i];
      int at = i;
      while (at > from && log.compareKeys(positions[at - 1], moved) > 0) {
        positions[at] = positions[at - 1];
        at--;
      }
      positions[at] = moved;
    }
  }

  private void merge(int from, int middle, int to) {
    if (from == middle
        || middle == to
        || log.compareKeys(positions[middle - 1], positions[middle]) <= 0) {
      return;
    }
    int leftEnd = middle - from;
    System.arraycopy(positions, from, scratch, 0, leftEnd);
    int left = 0;
    int right = middle;
    int at = from;
    while (left < leftEnd && right < to) {
      boolean takeLeft = log.compareKeys(scratch[left], positions[right]) <= 0;
      positions[at++] = takeLeft ? scratch[left++] : positions[right++];
    }
    System.arraycopy(scratch, left, positions, at, leftEnd - left);
  }
}
