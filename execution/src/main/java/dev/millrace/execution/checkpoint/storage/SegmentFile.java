/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.file.StandardOpenOption.READ;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Exception;

/**
 * A segment that is read block by block, in any order, all that is read being checked. Any fault
 * ends in a {@link CorruptFileException} that says where the block begins.
 */
final class SegmentFile implements Closeable {
  private final Path file;
  private final Segment segment;
  private final FileChannel channel;
  private final byte[] stored = new byte[SegmentFormat.LONGEST_BLOCK];
  private long blockAt;
  private long next;
  private long index;
  private long operations;

  SegmentFile(Path file, Segment segment) throws IOException {
    this.file = file;
    this.segment = segment;
    this.channel = FileChannel.open(file, READ);
    try {
      checkEnds();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void checkEnds() throws IOException {
    long found = channel.size();
    if (found != segment.length()) {
      throw new CorruptFileException(
          file, found, "the file should have " + segment.length() + " bytes");
    }
    byte[] magic = SegmentFormat.magic();
    read(0, 0, magic.length);
    if (!Arrays.equals(stored, 0, magic.length, magic, 0, magic.length)) {
      throw corrupt("a segment begins with MLRSEG2 and a line feed");
    }
    blockAt = found - SegmentFormat.FOOTER;
    read(blockAt, 0, SegmentFormat.FOOTER);
    ByteBuffer footer = ByteBuffer.wrap(stored, 0, SegmentFormat.FOOTER);
    index = footer.getLong();
    operations = footer.getLong();
    CRC32C sum = new CRC32C();
    sum.update(stored, 0, footer.position());
    checkSum("footer", (int) sum.getValue(), footer.getInt());
    if (index < magic.length || index > blockAt) {
      throw corrupt("the index should not begin at byte " + index);
    }
  }

  /** Where the index begins, and the blocks of operations end. */
  long index() {
    return index;
  }

  /** Where the index ends. */
  long end() {
    return segment.length() - SegmentFormat.FOOTER;
  }

  /** How many operations there are. */
  long operations() {
    return operations;
  }

  /** How many bytes of contents there can be, as far as the file can tell. */
  long most() {
    return 255 * segment.length();
  }

  /** Reads the block that begins at {@code at} into {@code contents}; answers its length. */
  int readBlock(long at, byte[] contents) throws IOException {
    blockAt = at;
    read(at, 0, SegmentFormat.BLOCK_HEADER);
    ByteBuffer header = ByteBuffer.wrap(stored);
    int length = header.getInt();
    int storedLength = header.getInt();
    int expected = header.getInt();
    checkLength("contents", length, SegmentFormat.BLOCK);
    checkLength("stored contents", storedLength, length);
    read(at + SegmentFormat.BLOCK_HEADER, SegmentFormat.BLOCK_HEADER, storedLength);
    CRC32C sum = new CRC32C();
    sum.update(stored, 0, 8);
    sum.update(stored, SegmentFormat.BLOCK_HEADER, storedLength);
    checkSum("block", (int) sum.getValue(), expected);
    decompress(storedLength, contents, length);
    next = at + SegmentFormat.BLOCK_HEADER + storedLength;
    return length;
  }

  /** Where the block behind the one that was read last begins. */
  long next() {
    return next;
  }

  private void decompress(int storedLength, byte[] contents, int length)
      throws CorruptFileException {
    if (storedLength == length) {
      System.arraycopy(stored, SegmentFormat.BLOCK_HEADER, contents, 0, length);
      return;
    }
    try {
      int found =
          SegmentFormat.DECOMPRESSOR.decompress(
              stored, SegmentFormat.BLOCK_HEADER, storedLength, contents, 0, length);
      if (found != length) {
        throw corrupt("the block should have " + length + " bytes, and has " + found);
      }
    } catch (LZ4Exception e) {
      throw corrupt("the block does not decompress");
    }
  }

  private void checkLength(String what, int found, int most) throws CorruptFileException {
    if (found < 1 || found > most) {
      throw corrupt(
          "the length of the " + what + " should be from 1 to " + most + ", and is " + found);
    }
  }

  private void checkSum(String what, int found, int expected) throws CorruptFileException {
    if (found != expected) {
      throw corrupt(
          String.format(
              "the checksum of the %s should be %08x, and is %08x", what, expected, found));
    }
  }

  CorruptFileException corrupt(String problem) {
    return new CorruptFileException(file, blockAt, problem);
  }

  private void read(long from, int at, int count) throws IOException {
    ByteBuffer into = ByteBuffer.wrap(stored, at, count);
    long position = from;
    while (into.hasRemaining()) {
      int read = channel.read(into, position);
      if (read < 0) {
        throw corrupt("the file ends in the middle of it");
      }
      position += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Checks length and checksum of the whole file, which takes in all that is in it. */
  static void verify(Path file, Segment segment) throws IOException {
    CRC32C sum = new CRC32C();
    try (FileChannel channel = FileChannel.open(file, READ)) {
      long length = channel.size();
      ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
      long read = 0;
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        read += buffer.remaining();
        sum.update(buffer);
        buffer.clear();
      }
      if (read != segment.length() || length != read) {
        throw new CorruptFileException(
            file, read, "the file should have " + segment.length() + " bytes");
      }
    }
    if ((int) sum.getValue() != segment.checksum()) {
      throw new CorruptFileException(
          file,
          0,
          String.format(
              "the checksum of the file should be %08x, and is %08x",
              segment.checksum(), (int) sum.getValue()));
    }
  }
}
