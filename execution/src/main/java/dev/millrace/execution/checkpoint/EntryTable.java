/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The entries of one state and group: the operations in the order they came, and those of them that
 * are still of account in the order of keys.
 */
final class EntryTable {
  static final byte PUT = 0;
  static final byte APPEND = 1;
  static final byte DELETE = 2;
  static final byte DELETE_PREFIX = 3;
  static final byte[] NO_BYTES = {};

  // Set in the position of an operation that appends to the entry of the one before.
  private static final long CONTINUES = Long.MIN_VALUE;

  private final OperationLog log = new OperationLog();

  // Positions in the log: settled ones in the order of keys, then others as they came.
  private long[] operations = new long[8];
  private int settled;
  private int count;

  void add(byte kind, byte[] key, byte[] value) {
    if (count == operations.length) {
      operations = Arrays.copyOf(operations, count + (count >> 1));
    }
    operations[count++] = log.add(kind, key, value);
  }

  long bytes() {
    return log.bytes();
  }

  void settle() {
    if (settled == count) {
      return;
    }
    for (int i = 0; i < settled; i++) {
      operations[i] &= ~CONTINUES;
    }
    PositionSort sort = new PositionSort(log, operations, settled, count);
    sort.sort();
    fold(sort);
    operations = Arrays.copyOf(operations, Math.max(8, count));
    settled = count;
  }

  // Keys that begin with a prefix stand directly behind it, so the prefixes of a key are a stack.
  private void fold(PositionSort keys) {
    long[] prefixes = new long[4];
    int depth = 0;
    int kept = 0;
    int from = 0;
    while (from < count) {
      long first = operations[from];
      while (depth > 0 && !log.keyStartsWith(first, prefixes[depth - 1])) {
        depth--;
      }
      int to = keys.endOfKey(from);
      long deleted = depth > 0 ? prefixes[depth - 1] : -1;
      for (int i = from; i < to; i++) {
        if (OperationLog.kind(operations[i]) == DELETE_PREFIX) {
          deleted = Math.max(deleted, operations[i]);
        }
      }
      if (deleted >= 0 && (depth == 0 || deleted > prefixes[depth - 1])) {
        if (depth == prefixes.length) {
          prefixes = Arrays.copyOf(prefixes, 2 * depth);
        }
        prefixes[depth++] = deleted;
      }
      kept = foldKey(from, to, deleted, kept);
      from = to;
    }
    count = kept;
  }

  // Positions grow with time, so what is before the deletion of a prefix has the smaller one.
  private int foldKey(int from, int to, long deleted, int kept) {
    int end = kept;
    for (int i = from; i < to; i++) {
      long operation = operations[i];
      if (operation <= deleted) {
        continue;
      }
      byte kind = OperationLog.kind(operation);
      if (kind != APPEND) {
        end = kept;
      }
      if (kind == PUT || kind == APPEND) {
        operations[end] = end == kept ? operation : operation | CONTINUES;
        end++;
      }
    }
    return end;
  }

  void forEach(int group, EntryVisitor visitor) {
    settle();
    int from = 0;
    while (from < settled) {
      int to = end(from);
      visitor.entry(group, log.copyKey(operations[from]), value(from, to));
      from = to;
    }
  }

  byte @Nullable [] get(byte[] key) {
    settle();
    int low = 0;
    int high = settled;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (log.compareKey(operations[middle] & ~CONTINUES, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    boolean found = low < settled && log.compareKey(operations[low], key) == 0;
    return found ? value(low, end(low)) : null;
  }

  private int end(int from) {
    int to = from + 1;
    while (to < settled && operations[to] < 0) {
      to++;
    }
    return to;
  }

  private byte[] value(int from, int to) {
    long length = 0;
    for (int i = from; i < to; i++) {
      length += log.valueLength(operations[i] & ~CONTINUES);
    }
    byte[] value = new byte[Math.toIntExact(length)];
    int end = 0;
    for (int i = from; i < to; i++) {
      end += log.copyValue(operations[i] & ~CONTINUES, value, end);
    }
    return value;
  }
}
