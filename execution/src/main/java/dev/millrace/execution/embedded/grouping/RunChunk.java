/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.grouping.spill.BlockReader;
import dev.millrace.execution.embedded.grouping.spill.BlockWriter;
import java.io.OutputStream;
import java.util.Arrays;

/** Encoded values that are about to become a chunk of a {@link SortedRun}. Not thread-safe. */
final class RunChunk extends OutputStream {
  private static final int FULL = 32 * 1024;
  private static final int FIRST = 1024;
  private static final int KEPT = 4 * FULL;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private byte[] bytes = new byte[FIRST];
  private int length;
  private int values;

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

  /** Tells that what was written since the last call is one value. */
  void valueWritten() {
    values++;
  }

  /** Takes over {@code count} encoded values of {@code size} bytes. */
  void take(BlockReader in, int count, int size) {
    ensureRoom(size);
    in.readFully(bytes, length, size);
    length += size;
    values += count;
  }

  private void ensureRoom(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      int doubled = (int) Math.min(2L * bytes.length, LONGEST_ARRAY);
      bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
  }

  /** Whether further values belong into another chunk. */
  boolean isFull() {
    return length >= FULL;
  }

  /**
   * Writes the chunk and becomes empty.
   *
   * @param another whether another chunk of the same key follows
   */
  void writeTo(BlockWriter out, boolean another) {
    out.writeInt(another ? -values : values);
    out.writeInt(length);
    out.write(bytes, 0, length);
    length = 0;
    values = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[FIRST];
    }
  }
}
