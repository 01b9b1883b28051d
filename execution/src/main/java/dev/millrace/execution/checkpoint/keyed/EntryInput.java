/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.keyed;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/** Reads the bytes of a part of an entry. Not thread-safe. */
public final class EntryInput extends InputStream {
  private final byte[] bytes;
  private int position;

  /** A reader of {@code bytes}, which must not change. */
  public EntryInput(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    return position < bytes.length ? bytes[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int count) {
    Objects.checkFromIndexSize(from, count, into.length);
    if (count == 0) {
      return 0;
    }
    int part = Math.min(count, available());
    if (part == 0) {
      return -1;
    }
    System.arraycopy(bytes, position, into, from, part);
    position += part;
    return part;
  }

  @Override
  public long skip(long count) {
    int part = (int) Math.max(0, Math.min(count, available()));
    position += part;
    return part;
  }

  @Override
  public int available() {
    return bytes.length - position;
  }

  int position() {
    return position;
  }

  /** All that is left. */
  public byte[] readRest() {
    int start = position;
    position = bytes.length;
    return Arrays.copyOfRange(bytes, start, position);
  }

  /** The number that {@link EntryOutput#writeLength} wrote. */
  int readLength() {
    int number = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      int next = read();
      if (next < 0) {
        break;
      }
      number |= (next & 0x7f) << shift;
      if (next < 0x80) {
        return number;
      }
    }
    throw damaged();
  }

  /** The eight bytes of a number. */
  public long readLong() {
    if (available() < Long.BYTES) {
      throw damaged();
    }
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << Byte.SIZE | read();
    }
    return number;
  }

  /** A part of a key that stands behind its length. */
  public byte[] readPart() {
    int length = readLength();
    if (length < 0 || length > available()) {
      throw damaged();
    }
    int start = position;
    position += length;
    return Arrays.copyOfRange(bytes, start, position);
  }

  private IllegalStateException damaged() {
    return new IllegalStateException("An entry of " + bytes.length + " bytes is cut off");
  }
}
