/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping.spill;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Reads a stream that {@link BlockWriter} wrote, from any position. It does not end by itself: who
 * reads must know how much there is. Not thread-safe, but readers of one file do not disturb each
 * other.
 */
public final class BlockReader extends InputStream {
  private final SpillFile file;
  private final byte[] stored = new byte[Block.HEADER + Block.SIZE];
  private final byte[] contents = new byte[Block.SIZE];
  private long block;
  private int offset;

  // Of the block at hand; the length is 0 as long as not even its header has been read.
  private int length;
  private long next;
  private boolean loaded;

  /** A stream from {@code position} on. */
  public BlockReader(Position position) {
    this.file = position.file();
    this.block = position.block();
    this.offset = position.offset();
  }

  /** Where the next byte is. */
  public Position position() {
    return length > 0 && offset == length
        ? new Position(file, next, 0)
        : new Position(file, block, offset);
  }

  @Override
  public int read() {
    load();
    return contents[offset++] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int count) {
    Objects.checkFromIndexSize(from, count, into.length);
    if (count == 0) {
      return 0;
    }
    load();
    int part = Math.min(count, length - offset);
    System.arraycopy(contents, offset, into, from, part);
    offset += part;
    return part;
  }

  /** The next four bytes as {@link BlockWriter#writeInt} wrote them. */
  public int readInt() {
    return read() << 24 | read() << 16 | read() << 8 | read();
  }

  /** Fills {@code into}, from {@code from} on, with the next {@code count} bytes. */
  public void readFully(byte[] into, int from, int count) {
    int done = 0;
    while (done < count) {
      done += read(into, from + done, count - done);
    }
  }

  /** Passes over {@code count} bytes. Blocks that are passed over as a whole are not read. */
  @Override
  public long skip(long count) {
    long left = count;
    while (left > 0) {
      enter();
      int part = (int) Math.min(left, length - offset);
      offset += part;
      left -= part;
    }
    return Math.max(0, count);
  }

  /** Moves to a block that has a next byte. */
  private void enter() {
    if (length > 0) {
      if (offset < length) {
        return;
      }
      block = next;
      offset = 0;
    }
    file.read(block, stored, 0, Block.HEADER);
    try {
      length = Block.length(stored);
      next = block + Block.HEADER + Block.stored(stored);
      loaded = false;
    } catch (IOException e) {
      throw file.unreadable(block, e);
    }
  }

  private void load() {
    enter();
    if (loaded) {
      return;
    }
    file.read(block + Block.HEADER, stored, Block.HEADER, (int) (next - block) - Block.HEADER);
    try {
      Block.read(stored, contents);
      loaded = true;
    } catch (IOException e) {
      throw file.unreadable(block, e);
    }
  }
}
