/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping.spill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * The form of a block on file: how long its contents are, how long they are as stored, a checksum
 * over the rest; then the contents, compressed if that makes them shorter.
 */
final class Block {
  /** The most bytes that a block has as contents. */
  static final int SIZE = 64 * 1024;

  /** The bytes before the contents. */
  static final int HEADER = 12;

  private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
  private static final LZ4SafeDecompressor DECOMPRESSOR =
      LZ4Factory.fastestInstance().safeDecompressor();

  /** How long an array must be to be written any block to. */
  static final int MOST_WRITTEN = HEADER + COMPRESSOR.maxCompressedLength(SIZE);

  private Block() {}

  /**
   * Writes the first {@code length} of {@code contents} as a block.
   *
   * @return how long the block is
   */
  static int write(byte[] contents, int length, byte[] block) {
    int stored = COMPRESSOR.compress(contents, 0, length, block, HEADER);
    if (stored >= length) {
      stored = length;
      System.arraycopy(contents, 0, block, HEADER, length);
    }
    ByteBuffer header = ByteBuffer.wrap(block).putInt(length).putInt(stored);
    header.putInt(checksum(block, stored));
    return HEADER + stored;
  }

  /** How long the contents are of a block, of which {@code block} may have the header alone. */
  static int length(byte[] block) throws IOException {
    return checked(ByteBuffer.wrap(block).getInt(0));
  }

  /** How long the contents are as stored of a block, of which {@code block} has the header. */
  static int stored(byte[] block) throws IOException {
    return checked(ByteBuffer.wrap(block).getInt(4));
  }

  private static int checked(int length) throws IOException {
    if (length < 1 || length > SIZE) {
      throw new IOException("a block is corrupt, its length is " + length);
    }
    return length;
  }

  /** Restores the contents of a block. */
  static void read(byte[] block, byte[] contents) throws IOException {
    int length = length(block);
    int stored = stored(block);
    if (checksum(block, stored) != ByteBuffer.wrap(block).getInt(8)) {
      throw new IOException("a block is corrupt, its checksum is wrong");
    }
    if (stored == length) {
      System.arraycopy(block, HEADER, contents, 0, length);
      return;
    }
    try {
      DECOMPRESSOR.decompress(block, HEADER, stored, contents, 0, length);
    } catch (LZ4Exception e) {
      throw new IOException("a block is corrupt, it does not decompress", e);
    }
  }

  private static int checksum(byte[] block, int stored) {
    CRC32C sum = new CRC32C();
    sum.update(block, 0, 8);
    sum.update(block, HEADER, stored);
    return (int) sum.getValue();
  }
}
