/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Operations one behind the other in arrays of bytes. An operation is found by its position, which
 * is never negative, greater than those of all before it, and says of what kind the operation is.
 */
final class OperationLog {
  private static final int FIRST_CHUNK = 256;
  private static final int LARGEST_CHUNK = 1 << 20;

  // The length of the key, the length of the value; key and value follow.
  private static final int HEADER = 8;

  // A position is the number of the chunk, where in the chunk, the kind.
  private static final int KIND_BITS = 2;
  private static final int KIND = (1 << KIND_BITS) - 1;
  private static final int OFFSET_BITS = 31;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final List<byte[]> chunks = new ArrayList<>();
  private byte[] last = EntryTable.NO_BYTES;
  private int end;
  private long bytes;

  /** Adds an operation, whose kind is from 0 to 3, and returns its position. */
  long add(byte kind, byte[] key, byte[] value) {
    int length = Math.addExact(Math.addExact(HEADER, key.length), value.length);
    if (length > last.length - end) {
      addChunk(length);
    }
    int start = end;
    INT.set(last, start, key.length);
    INT.set(last, start + 4, value.length);
    System.arraycopy(key, 0, last, start + HEADER, key.length);
    System.arraycopy(value, 0, last, start + HEADER + key.length, value.length);
    end += length;
    bytes += length;
    return ((long) (chunks.size() - 1) << OFFSET_BITS | start) << KIND_BITS | kind;
  }

  private void addChunk(int length) {
    int usual = last.length == 0 ? FIRST_CHUNK : Math.min(LARGEST_CHUNK, 2 * last.length);
    last = new byte[Math.max(usual, length)];
    chunks.add(last);
    end = 0;
  }

  /** How many bytes all operations take. */
  long bytes() {
    return bytes;
  }

  static byte kind(long position) {
    return (byte) (position & KIND);
  }

  /** How many bytes at the beginning the keys at two positions have in common. */
  int commonPrefix(long left, long right) {
    byte[] a = chunk(left);
    byte[] b = chunk(right);
    int aStart = key(left);
    int bStart = key(right);
    int aEnd = aStart + keyLength(a, left);
    int bEnd = bStart + keyLength(b, right);
    int mismatch = Arrays.mismatch(a, aStart, aEnd, b, bStart, bEnd);
    return mismatch < 0 ? aEnd - aStart : mismatch;
  }

  /** The eight bytes of a key from {@code from} on, zeros where it has ended, as a number. */
  long part(long position, int from) {
    byte[] chunk = chunk(position);
    int left = keyLength(chunk, position) - from;
    int at = key(position) + from;
    if (left >= 8) {
      return (long) LONG.get(chunk, at);
    }
    long part = 0;
    for (int i = 0; i < 8; i++) {
      part = part << 8 | (i < left ? chunk[at + i] & 0xff : 0);
    }
    return part;
  }

  byte[] copyKey(long position) {
    int start = key(position);
    byte[] chunk = chunk(position);
    return Arrays.copyOfRange(chunk, start, start + keyLength(chunk, position));
  }

  int compareKeys(long left, long right) {
    byte[] a = chunk(left);
    byte[] b = chunk(right);
    int aStart = key(left);
    int bStart = key(right);
    return Arrays.compareUnsigned(
        a, aStart, aStart + keyLength(a, left), b, bStart, bStart + keyLength(b, right));
  }

  int compareKey(long position, byte[] key) {
    byte[] chunk = chunk(position);
    int start = key(position);
    return Arrays.compareUnsigned(
        chunk, start, start + keyLength(chunk, position), key, 0, key.length);
  }

  boolean keyStartsWith(long position, long prefix) {
    byte[] a = chunk(position);
    byte[] b = chunk(prefix);
    int length = keyLength(b, prefix);
    int aStart = key(position);
    int bStart = key(prefix);
    return keyLength(a, position) >= length
        && Arrays.equals(a, aStart, aStart + length, b, bStart, bStart + length);
  }

  int valueLength(long position) {
    return (int) INT.get(chunk(position), offset(position) + 4);
  }

  int copyValue(long position, byte[] into, int at) {
    byte[] chunk = chunk(position);
    int length = valueLength(position);
    int start = key(position) + keyLength(chunk, position);
    System.arraycopy(chunk, start, into, at, length);
    return length;
  }

  private static int keyLength(byte[] chunk, long position) {
    return (int) INT.get(chunk, offset(position));
  }

  private byte[] chunk(long position) {
    return chunks.get((int) (position >>> (OFFSET_BITS + KIND_BITS)));
  }

  private static int offset(long position) {
    return (int) (position >>> KIND_BITS) & Integer.MAX_VALUE;
  }

  private static int key(long position) {
    return offset(position) + HEADER;
  }
}
