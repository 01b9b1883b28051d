/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The operations on one state and group: all in the order they came, and those of them that are
 * still of account in the order of keys. Those are at most one for an entry, as appended values are
 * seen as one, and the deletions that may concern entries from before; the deletion of a prefix
 * stands before all keys that begin with it.
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
      boolean outermost = depth == 0;
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
      kept = foldKey(from, to, deleted, outermost, kept);
      from = to;
    }
    count = kept;
  }

  // Positions grow with time, so what is before the deletion of a prefix has the smaller one. The
  // outermost prefix does for those within it: what they have deleted of what is here is left out.
  private int foldKey(int from, int to, long deleted, boolean outermost, int kept) {
    int start = kept;
    int end = kept;
    for (int i = from; i < to; i++) {
      long operation = operations[i];
      byte kind = OperationLog.kind(operation);
      if (operation == deleted && outermost) {
        operations[start++] = operation;
        end = start;
      } else if (operation > deleted) {
        if (kind != APPEND) {
          end = start;
        }
        if (kind != DELETE || deleted < 0) {
          operations[end] = end == start ? operation : operation | CONTINUES;
          end++;
        }
      }
    }
    return end;
  }

  /** Shows the entries, to begin with nothing. */
  void forEach(int group, EntryVisitor visitor) {
    settle();
    int from = 0;
    while (from < settled) {
      int to = end(from);
      if (isEntry(from, to)) {
        visitor.entry(group, log.copyKey(operations[from]), value(from, to));
      }
      from = to;
    }
  }

  private boolean isEntry(int from, int to) {
    byte kind = OperationLog.kind(operations[from]);
    return kind == PUT || kind == APPEND || (kind == DELETE && to - from > 1);
  }

  /** Gives {@code sink} what is to be done to entries that were there before, in an order. */
  void writeTo(StateSink sink, StateId id, int group) {
    settle();
    int from = 0;
    while (from < settled) {
      int to = end(from);
      byte[] key = log.copyKey(operations[from]);
      switch (OperationLog.kind(operations[from])) {
        case DELETE_PREFIX -> sink.deletePrefix(id, group, key);
        case APPEND -> sink.append(id, group, key, value(from, to));
        case PUT -> sink.put(id, group, key, value(from, to));
        default -> {
          if (to - from > 1) {
            sink.put(id, group, key, value(from, to));
          } else {
            sink.delete(id, group, key);
          }
        }
      }
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
    if (low < settled && OperationLog.kind(operations[low]) == DELETE_PREFIX) {
      low++;
    }
    boolean found =
        low < settled
            && log.compareKey(operations[low], key) == 0
            && OperationLog.kind(operations[low]) != DELETE_PREFIX
            && isEntry(low, end(low));
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
