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
 * The contents of the blocks of a segment, one block after the other, all that can be checked being
 * checked. Any fault ends in a {@link CorruptFileException} that says where the block begins.
 */
final class SegmentBlocks implements Closeable {
  private final Path file;
  private final Segment segment;
  private final FileChannel channel;
  private final CRC32C checksum = new CRC32C();
  private final byte[] stored = new byte[SegmentFormat.LONGEST_BLOCK];
  private final byte[] contents = new byte[SegmentFormat.BLOCK];

  private final ByteBuffer input = ByteBuffer.allocate(4 * SegmentFormat.LONGEST_BLOCK).limit(0);
  private long position;
  private long blockAt;
  private long bytes;
  private int blocks;
  private int length;
  private long operations = -1;

  SegmentBlocks(Path file, Segment segment) throws IOException {
    this.file = file;
    this.segment = segment;
    this.channel = FileChannel.open(file, READ);
    try {
      checkStart();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void checkStart() throws IOException {
    long found = channel.size();
    if (found != segment.length()) {
      throw new CorruptFileException(
          file, found, "the file should have " + segment.length() + " bytes");
    }
    byte[] magic = SegmentFormat.magic();
    read(0, magic.length);
    if (!Arrays.equals(stored, 0, magic.length, magic, 0, magic.length)) {
      throw corrupt("a segment begins with MLRSEG1 and a line feed");
    }
  }

  byte[] contents() {
    return contents;
  }

  int length() {
    return length;
  }

  /** How many bytes of contents there can be, as far as the file can tell. */
  long most() {
    return 255 * segment.length();
  }

  /** Goes on to the next block. False at the end, when the whole segment has been checked. */
  boolean next() throws IOException {
    if (operations >= 0) {
      return false;
    }
    blockAt = position;
    read(0, 8);
    ByteBuffer header = ByteBuffer.wrap(stored);
    length = header.getInt();
    if (length == 0) {
      readFooter();
      return false;
    }
    int storedLength = header.getInt();
    checkLength("contents", length, SegmentFormat.BLOCK);
    checkLength("stored contents", storedLength, length);
    read(8, 4 + storedLength);
    CRC32C sum = new CRC32C();
    sum.update(stored, 0, 8);
    sum.update(stored, SegmentFormat.BLOCK_HEADER, storedLength);
    checkSum("block", (int) sum.getValue(), header.getInt());
    decompress(storedLength);
    blocks++;
    bytes += length;
    return true;
  }

  private void decompress(int storedLength) throws CorruptFileException {
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

  private void readFooter() throws IOException {
    read(8, SegmentFormat.FOOTER - 8);
    ByteBuffer footer = ByteBuffer.wrap(stored, 0, SegmentFormat.FOOTER);
    CRC32C sum = new CRC32C();
    sum.update(stored, 0, SegmentFormat.FOOTER - 4);
    checkSum("footer", (int) sum.getValue(), footer.getInt(SegmentFormat.FOOTER - 4));
    checkCount("blocks", blocks, footer.getInt(4));
    checkCount("bytes", bytes, footer.getLong(16));
    checkCount("bytes on file", position, segment.length());
    checkSum("file", (int) checksum.getValue(), segment.checksum());
    operations = footer.getLong(8);
    length = 0;
  }

  /** Checks how many operations there were, once the end has been reached. */
  void checkOperations(long found) throws CorruptFileException {
    checkCount("operations", found, operations);
  }

  private void checkLength(String what, int found, int most) throws CorruptFileException {
    if (found < 1 || found > most) {
      throw corrupt(
          "the length of the " + what + " should be from 1 to " + most + ", and is " + found);
    }
  }

  private void checkCount(String what, long found, long expected) throws CorruptFileException {
    if (found != expected) {
      throw corrupt("expected " + expected + " " + what + ", found " + found);
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

  private void read(int at, int count) throws IOException {
    if (input.remaining() < count) {
      input.compact();
      int read = 0;
      while (input.position() < count && read >= 0) {
        read = channel.read(input);
      }
      input.flip();
      if (input.remaining() < count) {
        throw corrupt("the file ends in the middle of it");
      }
    }
    input.get(stored, at, count);
    checksum.update(stored, at, count);
    position += count;
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
