/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Gives the operations of a segment to a sink, those on one state and group at a time. */
final class SegmentReader implements Closeable {
  private final SegmentFile file;
  private final SegmentIndex index;
  private final BlockInput in;

  /** For the segment of which {@code index} is the index. */
  SegmentReader(Path path, Segment segment, SegmentIndex index) throws IOException {
    this.file = new SegmentFile(path, segment);
    this.index = index;
    this.in = new BlockInput(file);
  }

  /** The index of {@code segment}. */
  static SegmentIndex index(Path path, Segment segment) throws IOException {
    try (SegmentFile file = new SegmentFile(path, segment)) {
      return SegmentIndex.read(file);
    }
  }

  /**
   * Gives {@code sink} the operations on {@code id} in {@code group}, in order. When this fails the
   * sink has had some of them.
   */
  void read(StateId id, int group, StateSink sink) throws IOException {
    for (Section section : index.sections(id, group)) {
      in.seek(section.block(), section.offset());
      for (long left = section.operations(); left > 0; left--) {
        readOperation(id, group, sink);
      }
    }
  }

  private void readOperation(StateId id, int group, StateSink sink) throws IOException {
    byte kind = in.readByte();
    switch (kind) {
      case SegmentFormat.PUT -> sink.put(id, group, in.readBytes(), in.readBytes());
      case SegmentFormat.APPEND -> sink.append(id, group, in.readBytes(), in.readBytes());
      case SegmentFormat.DELETE -> sink.delete(id, group, in.readBytes());
      case SegmentFormat.DELETE_PREFIX -> sink.deletePrefix(id, group, in.readBytes());
      default -> throw file.corrupt("there is no operation " + kind);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
