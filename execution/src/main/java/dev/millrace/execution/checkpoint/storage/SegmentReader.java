/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Gives the operations of a segment to a sink. */
final class SegmentReader {
  private final SegmentBlocks blocks;
  private final StateFilter filter;
  private final StateSink sink;
  private final List<StateId> names = new ArrayList<>();
  private final byte[] contents;
  private int at;
  private int end;
  private long operations;
  private @Nullable StateId id;
  private int group;
  private boolean wanted;

  private SegmentReader(SegmentBlocks blocks, StateFilter filter, StateSink sink) {
    this.blocks = blocks;
    this.filter = filter;
    this.sink = sink;
    this.contents = blocks.contents();
  }

  /**
   * Gives {@code sink} those operations of {@code segment} that {@code filter} accepts, in order.
   * When this fails the sink has had some of them.
   */
  static void read(Path file, Segment segment, StateFilter filter, StateSink sink)
      throws IOException {
    try (SegmentBlocks blocks = new SegmentBlocks(file, segment)) {
      new SegmentReader(blocks, filter, sink).read();
    }
  }

  private void read() throws IOException {
    while (at < end || load()) {
      byte kind = contents[at++];
      switch (kind) {
        case SegmentFormat.NAME -> names.add(readName());
        case SegmentFormat.TURN_TO -> turn();
        default -> readOperation(kind);
      }
    }
    blocks.checkOperations(operations);
  }

  private void turn() throws IOException {
    int name = readNumber();
    if (name >= names.size()) {
      throw blocks.corrupt("there are " + names.size() + " names, none has the number " + name);
    }
    StateId next = names.get(name);
    id = next;
    group = readNumber() + StateId.UNGROUPED;
    wanted = filter.accepts(next, group);
  }

  private StateId readName() throws IOException {
    String transform = new String(readBytes(), UTF_8);
    return new StateId(transform, new String(readBytes(), UTF_8));
  }

  private void readOperation(byte kind) throws IOException {
    StateId on = id;
    if (on == null) {
      throw blocks.corrupt("an operation should come after the state it is on");
    }
    if (kind < SegmentFormat.PUT || kind > SegmentFormat.DELETE_PREFIX) {
      throw blocks.corrupt("there is no operation " + kind);
    }
    operations++;
    boolean hasValue = kind == SegmentFormat.PUT || kind == SegmentFormat.APPEND;
    if (!wanted) {
      skipBytes();
      if (hasValue) {
        skipBytes();
      }
      return;
    }
    byte[] key = readBytes();
    switch (kind) {
      case SegmentFormat.PUT -> sink.put(on, group, key, readBytes());
      case SegmentFormat.APPEND -> sink.append(on, group, key, readBytes());
      case SegmentFormat.DELETE -> sink.delete(on, group, key);
      default -> sink.deletePrefix(on, group, key);
    }
  }

  private boolean load() throws IOException {
    boolean loaded = blocks.next();
    at = 0;
    end = blocks.length();
    return loaded;
  }

  private void mustLoad() throws IOException {
    if (!load()) {
      throw blocks.corrupt("the segment ends in the middle of an operation");
    }
  }

  private byte readByte() throws IOException {
    if (at == end) {
      mustLoad();
    }
    return contents[at++];
  }

  private int readNumber() throws IOException {
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
    throw blocks.corrupt("a number should be from 0 to " + Integer.MAX_VALUE);
  }

  private int readLength() throws IOException {
    int length = readNumber();
    if (length > blocks.most()) {
      throw blocks.corrupt("the segment cannot hold " + length + " bytes in one place");
    }
    return length;
  }

  private byte[] readBytes() throws IOException {
    byte[] bytes = new byte[readLength()];
    int from = 0;
    while (from < bytes.length) {
      if (at == end) {
        mustLoad();
      }
      int part = Math.min(bytes.length - from, end - at);
      System.arraycopy(contents, at, bytes, from, part);
      at += part;
      from += part;
    }
    return bytes;
  }

  private void skipBytes() throws IOException {
    int left = readLength();
    while (left > 0) {
      if (at == end) {
        mustLoad();
      }
      int part = Math.min(left, end - at);
      at += part;
      left -= part;
    }
  }
}
