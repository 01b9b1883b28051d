/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping.spill;

import dev.millrace.execution.embedded.channel.StopSignal;
import java.io.OutputStream;

/**
 * Writes a stream to the end of a file in blocks. Nothing else may write to the file until the
 * stream is closed, which leaves the file open. Not thread-safe.
 */
public final class BlockWriter extends OutputStream {
  private final SpillFile file;
  private final StopSignal stop;
  private final byte[] contents = new byte[Block.SIZE];
  private final byte[] block = new byte[Block.MOST_WRITTEN];
  private int length;

  /** A stream to the end of {@code file}, in which {@code stop} is thrown when the job stops. */
  public BlockWriter(SpillFile file, StopSignal stop) {
    this.file = file;
    this.stop = stop;
  }

  @Override
  public void write(int b) {
    if (length == contents.length) {
      flushBlock();
    }
    contents[length++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    int from = offset;
    int left = count;
    while (left > 0) {
      if (length == contents.length) {
        flushBlock();
      }
      int part = Math.min(left, contents.length - length);
      System.arraycopy(bytes, from, contents, length, part);
      length += part;
      from += part;
      left -= part;
    }
  }

  /** Writes {@code value} as four bytes, the highest first. */
  public void writeInt(int value) {
    write(value >>> 24);
    write(value >>> 16);
    write(value >>> 8);
    write(value);
  }

  private void flushBlock() {
    stop.throwIfStopped();
    file.append(block, Block.write(contents, length, block));
    length = 0;
  }

  /** Writes the last block. */
  @Override
  public void close() {
    if (length > 0) {
      flushBlock();
    }
  }
}
