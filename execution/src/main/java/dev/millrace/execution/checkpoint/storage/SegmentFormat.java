/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** The numbers in segments. */
final class SegmentFormat {
  static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
  static final LZ4SafeDecompressor DECOMPRESSOR = LZ4Factory.fastestInstance().safeDecompressor();

  private static final byte[] MAGIC = "MLRSEG2\n".getBytes(US_ASCII);

  /** How many bytes {@link #magic} has. */
  static final int MAGIC_LENGTH = MAGIC.length;

  /** The most bytes that a block has as contents. */
  static final int BLOCK = 64 * 1024;

  /** From how many bytes on a block ends where another state and group begins. */
  static final int FULL_ENOUGH = BLOCK / 2;

  /** The bytes of a block before its contents: two lengths and a checksum. */
  static final int BLOCK_HEADER = 12;

  /** The longest that a block can be on file. */
  static final int LONGEST_BLOCK = BLOCK_HEADER + COMPRESSOR.maxCompressedLength(BLOCK);

  /** Where the index begins, the operations, a checksum. */
  static final int FOOTER = 20;

  // The kinds of operation.
  static final byte PUT = 0;
  static final byte APPEND = 1;
  static final byte DELETE = 2;
  static final byte DELETE_PREFIX = 3;

  private SegmentFormat() {}

  /** What a segment begins with. */
  static byte[] magic() {
    return MAGIC.clone();
  }
}
