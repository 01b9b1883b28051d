/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes operations to a new segment. Those of one state and group had better come in a row: each
 * row has a place in the index, and is looked for when it is read.
 *
 * <p>Threading: one thread at a time, which need not be that of the checkpoint. An interrupt ends
 * the writing with an error.
 */
public final class SegmentWriter implements StateSink, Closeable {
  private final Path file;
  private final FileChannel channel;
  private final CRC32C checksum = new CRC32C();
  private final byte[] contents = new byte[SegmentFormat.BLOCK];
  private final byte[] block = new byte[SegmentFormat.LONGEST_BLOCK];
  private final Map<StateId, Integer> names = new LinkedHashMap<>();
  private final List<IndexRow> rows = new ArrayList<>();
  private int end;
  private long written;
  private long operations;
  private @Nullable StateId lastId;
  private int lastGroup;

  /** Operations on one state and group, from the one with the number {@code first} on. */
  private record IndexRow(int name, int group, long block, int offset, long first) {}

  /** Makes the file. */
  SegmentWriter(Path file) throws IOException {
    this.file = file;
    this.channel = DurableFiles.open(file, CREATE_NEW, WRITE);
    try {
      byte[] magic = SegmentFormat.magic();
      write(magic, magic.length);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void put(StateId id, int group, byte[] key, byte[] value) {
    add(SegmentFormat.PUT, id, group, key);
    add(value);
  }

  @Override
  public void append(StateId id, int group, byte[] key, byte[] value) {
    add(SegmentFormat.APPEND, id, group, key);
    add(value);
  }

  @Override
  public void delete(StateId id, int group, byte[] key) {
    add(SegmentFormat.DELETE, id, group, key);
  }

  @Override
  public void deletePrefix(StateId id, int group, byte[] prefix) {
    add(SegmentFormat.DELETE_PREFIX, id, group, prefix);
  }

  /** How many operations there have been. */
  public long operations() {
    return operations;
  }

  /** How many bytes are in the file so far. */
  public long length() {
    return written;
  }

  private void add(byte kind, StateId id, int group, byte[] key) {
    if (group != lastGroup || !id.equals(lastId)) {
      turnTo(id, group);
    }
    operations++;
    add(kind);
    add(key);
  }

  private void turnTo(StateId id, int group) {
    if (group < StateId.UNGROUPED) {
      throw new IllegalArgumentException("State " + id + " has no group " + group);
    }
    Integer name = names.get(id);
    if (name == null) {
      name = names.size();
      // Here, not when the index is written, is where whoever is at fault can be found.
      Utf8.check(id.transform());
      Utf8.check(id.state());
      names.put(id, name);
    }
    if (end >= SegmentFormat.FULL_ENOUGH) {
      flushBlock();
    }
    rows.add(new IndexRow(name, group, written, end, operations));
    lastId = id;
    lastGroup = group;
  }

  private void add(byte value) {
    if (end == contents.length) {
      flushBlock();
    }
    contents[end++] = value;
  }

  private void add(byte[] added) {
    addNumber(added.length);
    int from = 0;
    while (from < added.length) {
      if (end == contents.length) {
        flushBlock();
      }
      int part = Math.min(added.length - from, contents.length - end);
      System.arraycopy(added, from, contents, end, part);
      end += part;
      from += part;
    }
  }

  // Seven bits a byte, the lowest first; the eighth says that more follow.
  private void addNumber(int number) {
    int left = number;
    while (left > 0x7f) {
      add((byte) (left | 0x80));
      left >>>= 7;
    }
    add((byte) left);
  }

  private void flushBlock() {
    int stored =
        SegmentFormat.COMPRESSOR.compress(contents, 0, end, block, SegmentFormat.BLOCK_HEADER);
    if (stored >= end) {
      stored = end;
      System.arraycopy(contents, 0, block, SegmentFormat.BLOCK_HEADER, end);
    }
    ByteBuffer header = ByteBuffer.wrap(block).putInt(end).putInt(stored);
    CRC32C sum = new CRC32C();
    sum.update(block, 0, header.position());
    sum.update(block, SegmentFormat.BLOCK_HEADER, stored);
    header.putInt((int) sum.getValue());
    try {
      write(block, SegmentFormat.BLOCK_HEADER + stored);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing " + file + " failed", e);
    }
    end = 0;
  }

  private void write(byte[] from, int length) throws IOException {
    checksum.update(from, 0, length);
    DurableFiles.writeFully(channel, ByteBuffer.wrap(from, 0, length));
    written += length;
  }

  /** Ends the segment, and returns when it is on the disk. */
  public Segment finish() throws IOException {
    try (FileChannel closing = channel) {
      flushRest();
      long index = written;
      addIndex();
      flushRest();
      writeFooter(index);
      closing.force(true);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new Segment(file.getFileName().toString(), written, (int) checksum.getValue());
  }

  private void flushRest() {
    if (end > 0) {
      flushBlock();
    }
  }

  private void addIndex() {
    addNumber(names.size());
    for (StateId id : names.keySet()) {
      add(Utf8.bytes(id.transform()));
      add(Utf8.bytes(id.state()));
    }
    addNumber(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      IndexRow row = rows.get(i);
      long next = i + 1 < rows.size() ? rows.get(i + 1).first() : operations;
      addNumber(row.name());
      addNumber(row.group() - StateId.UNGROUPED);
      addLong(row.block());
      addNumber(row.offset());
      addLong(next - row.first());
    }
  }

  private void addLong(long value) {
    for (int shift = Long.SIZE - 8; shift >= 0; shift -= 8) {
      add((byte) (value >>> shift));
    }
  }

  private void writeFooter(long index) throws IOException {
    ByteBuffer footer = ByteBuffer.allocate(SegmentFormat.FOOTER);
    footer.putLong(index).putLong(operations);
    CRC32C sum = new CRC32C();
    sum.update(footer.array(), 0, footer.position());
    footer.putInt((int) sum.getValue());
    write(footer.array(), SegmentFormat.FOOTER);
  }

  /** Lets the file go. One that was not finished is of no use. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
