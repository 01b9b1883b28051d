/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

/**
 * Sorts positions of a log by key; those of equal keys stay in their order. Takes one comparison
 * for each where they are in order already.
 *
 * <p>Eight bytes of each key, those after what all keys begin with, are kept beside the positions,
 * as they tell most keys apart without a look at the log.
 */
final class PositionSort {
  private static final int SMALL = 8;

  private final OperationLog log;
  private final long[] positions;
  private final int sorted;
  private final int count;
  private final long[] parts;
  private final long[] leftPositions;
  private final long[] leftParts;

  /** For the first {@code count} of {@code positions}, of which {@code sorted} are in order. */
  PositionSort(OperationLog log, long[] positions, int sorted, int count) {
    this.log = log;
    this.positions = positions;
    this.sorted = sorted;
    this.count = count;
    this.parts = parts();
    int left = Math.max(sorted, (count - sorted + 1) / 2);
    this.leftPositions = new long[left];
    this.leftParts = new long[left];
  }

  // Numbers that are compared as signed.
  private long[] parts() {
    int common = Integer.MAX_VALUE;
    for (int i = 0; i < count && common > 0; i++) {
      common = Math.min(common, log.commonPrefix(positions[0], positions[i]));
    }
    long[] parts = new long[count];
    for (int i = 0; i < count; i++) {
      parts[i] = log.part(positions[i], common) ^ Long.MIN_VALUE;
    }
    return parts;
  }

  void sort() {
    sort(sorted, count);
    merge(0, sorted, count);
  }

  /** The end of those, from {@code from} on, that have the same key. Only after sorting. */
  int endOfKey(int from) {
    int to = from + 1;
    while (to < count
        && parts[from] == parts[to]
        && log.compareKeys(positions[from], positions[to]) == 0) {
      to++;
    }
    return to;
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
      long position = positions[i];
      long part = parts[i];
      int at = i;
      while (at > from && !inOrder(parts[at - 1], positions[at - 1], part, position)) {
        positions[at] = positions[at - 1];
        parts[at] = parts[at - 1];
        at--;
      }
      positions[at] = position;
      parts[at] = part;
    }
  }

  private boolean inOrder(long leftPart, long left, long rightPart, long right) {
    return leftPart == rightPart ? log.compareKeys(left, right) <= 0 : leftPart < rightPart;
  }

  private void merge(int from, int middle, int to) {
    if (from == middle
        || middle == to
        || inOrder(parts[middle - 1], positions[middle - 1], parts[middle], positions[middle])) {
      return;
    }
    int leftEnd = middle - from;
    System.arraycopy(positions, from, leftPositions, 0, leftEnd);
    System.arraycopy(parts, from, leftParts, 0, leftEnd);
    int left = 0;
    int right = middle;
    int at = from;
    while (left < leftEnd && right < to) {
      if (inOrder(leftParts[left], leftPositions[left], parts[right], positions[right])) {
        positions[at] = leftPositions[left];
        parts[at++] = leftParts[left++];
      } else {
        positions[at] = positions[right];
        parts[at++] = parts[right++];
      }
    }
    System.arraycopy(leftPositions, left, positions, at, leftEnd - left);
    System.arraycopy(leftParts, left, parts, at, leftEnd - left);
  }
}
