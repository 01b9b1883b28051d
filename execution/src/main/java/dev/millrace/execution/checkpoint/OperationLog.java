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
 * is never negative and greater than those of all before it.
 */
final class OperationLog {
  private static final int FIRST_CHUNK = 256;
  private static final int LARGEST_CHUNK = 1 << 20;

  // The kind, the length of the key, the length of the value; key and value follow.
  private static final int HEADER = 9;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final List<byte[]> chunks = new ArrayList<>();
  private byte[] last = EntryTable.NO_BYTES;
  private int end;
  private long bytes;

  long add(byte kind, byte[] key, byte[] value) {
    int length = Math.addExact(Math.addExact(HEADER, key.length), value.length);
    if (length > last.length - end) {
      addChunk(length);
    }
    int start = end;
    last[start] = kind;
    INT.set(last, start + 1, key.length);
    INT.set(last, start + 5, value.length);
    System.arraycopy(key, 0, last, start + HEADER, key.length);
    System.arraycopy(value, 0, last, start + HEADER + key.length, value.length);
    end += length;
    bytes += length;
    return (long) (chunks.size() - 1) << 32 | start;
  }

  private void addChunk(int length) {
    int usual = last.length == 0 ? FIRST_CHUNK : Math.min(LARGEST_CHUNK, 2 * last.length);
    last = new byte[Math.max(usual, length)];
    chunks.add(last);
    end = 0;
  }

  long bytes() {
    return bytes;
  }

  byte kind(long position) {
    return chunk(position)[(int) position];
  }

  byte[] key(long position) {
    int start = (int) position + HEADER;
    byte[] chunk = chunk(position);
    return Arrays.copyOfRange(chunk, start, start + keyLength(chunk, position));
  }

  int compareKeys(long left, long right) {
    byte[] a = chunk(left);
    byte[] b = chunk(right);
    int aStart = (int) left + HEADER;
    int bStart = (int) right + HEADER;
    return Arrays.compareUnsigned(
        a, aStart, aStart + keyLength(a, left), b, bStart, bStart + keyLength(b, right));
  }

  int compareKey(long position, byte[] key) {
    byte[] chunk = chunk(position);
    int start = (int) position + HEADER;
    return Arrays.compareUnsigned(
        chunk, start, start + keyLength(chunk, position), key, 0, key.length);
  }

  boolean keyStartsWith(long position, long prefix) {
    byte[] a = chunk(position);
    byte[] b = chunk(prefix);
    int length = keyLength(b, prefix);
    int aStart = (int) position + HEADER;
    int bStart = (int) prefix + HEADER;
    return keyLength(a, position) >= length
        && Arrays.equals(a, aStart, aStart + length, b, bStart, bStart + length);
  }

  int valueLength(long position) {
    return (int) INT.get(chunk(position), (int) position + 5);
  }

  int copyValue(long position, byte[] into, int at) {
    byte[] chunk = chunk(position);
    int length = valueLength(position);
    int start = (int) position + HEADER + keyLength(chunk, position);
    System.arraycopy(chunk, start, into, at, length);
    return length;
  }

  private static int keyLength(byte[] chunk, long position) {
    return (int) INT.get(chunk, (int) position + 1);
  }

  private byte[] chunk(long position) {
    return chunks.get((int) (position >>> 32));
  }
}
