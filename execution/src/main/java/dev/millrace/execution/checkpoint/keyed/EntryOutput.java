/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.keyed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Takes bytes that are about to become a part of an entry. Not thread-safe. */
final class EntryOutput extends OutputStream {
  private static final int FIRST = 256;
  private static final int KEPT = 128 * 1024;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private byte[] bytes = new byte[FIRST];
  private int length;

  @Override
  public void write(int b) {
    ensureRoom(1);
    bytes[length++] = (byte) b;
  }

  @Override
  public void write(byte[] from, int offset, int count) {
    ensureRoom(count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  /** Writes a whole number that is not negative, in the fewer bytes the smaller it is. */
  void writeLength(int number) {
    int rest = number;
    while (rest > 0x7f) {
      write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    write(rest);
  }

  /** Writes the next {@code count} bytes of {@code in}. */
  void take(InputStream in, int count) throws IOException {
    ensureRoom(count);
    length += in.readNBytes(bytes, length, count);
  }

  private void ensureRoom(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      int doubled = (int) Math.min(2L * bytes.length, LONGEST_ARRAY);
      bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
  }

  int length() {
    return length;
  }

  void writeTo(EntryOutput other) {
    other.write(bytes, 0, length);
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Forgets what was written. */
  void reset() {
    length = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[FIRST];
    }
  }
}
