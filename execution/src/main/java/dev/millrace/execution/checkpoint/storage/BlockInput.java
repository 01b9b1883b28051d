/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.IOException;

/** Reads what stands in the blocks of a segment as if they were one. Not thread-safe. */
final class BlockInput {
  private final SegmentFile file;
  private final byte[] contents = new byte[SegmentFormat.BLOCK];
  private long block = -1;
  private long next;
  private int at;
  private int length;

  BlockInput(SegmentFile file) {
    this.file = file;
  }

  /** Goes on at {@code offset} of the contents of the block that begins at {@code newBlock}. */
  void seek(long newBlock, int offset) throws IOException {
    if (newBlock != block) {
      load(newBlock);
    }
    if (offset < 0 || offset > length) {
      throw file.corrupt("the block has no byte " + offset);
    }
    at = offset;
  }

  private void load(long newBlock) throws IOException {
    // Not to be found again should this fail.
    block = -1;
    length = file.readBlock(newBlock, contents);
    next = file.next();
    block = newBlock;
    at = 0;
  }

  private void loadIfRead() throws IOException {
    if (at == length) {
      if (next == file.index() || next >= file.end()) {
        throw file.corrupt("there should be more behind it");
      }
      load(next);
    }
  }

  byte readByte() throws IOException {
    loadIfRead();
    return contents[at++];
  }

  /** Reads a number of seven bits a byte, the lowest first. */
  int readNumber() throws IOException {
    int number = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte part = readByte();
      number |= (part & 0x7f) << shift;
      if (part >= 0) {
        if (number < 0) {
          break;
        }
        return number;
      }
    }
    throw file.corrupt("a number should be from 0 to " + Integer.MAX_VALUE);
  }

  long readLong() throws IOException {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (readByte() & 0xff);
    }
    return value;
  }

  /** Reads bytes that come behind their number. */
  byte[] readBytes() throws IOException {
    int count = readNumber();
    if (count > file.most()) {
      throw file.corrupt("the segment cannot hold " + count + " bytes in one place");
    }
    byte[] bytes = new byte[count];
    int from = 0;
    while (from < count) {
      loadIfRead();
      int part = Math.min(count - from, length - at);
      System.arraycopy(contents, at, bytes, from, part);
      at += part;
      from += part;
    }
    return bytes;
  }
}
