/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Segments of a directory that stay until they are let go, whether or not a checkpoint refers to
 * them.
 *
 * <p>Threading: as that of its directory.
 */
public final class SegmentHold implements Closeable {
  private final CheckpointDirectory directory;
  private final Set<String> files = new HashSet<>();

  SegmentHold(CheckpointDirectory directory, Collection<Segment> segments) {
    this.directory = directory;
    segments.forEach(segment -> files.add(segment.file()));
  }

  /** Begins a segment that stays like the others; the files of a closed hold do not. */
  SegmentWriter newSegment() throws IOException {
    String name = directory.newSegmentName();
    files.add(name);
    return new SegmentWriter(directory.path().resolve(name));
  }

  /** Names of files that must stay. */
  Set<String> files() {
    return files;
  }

  /** Lets the segments go: those that are of no other use are deleted. */
  @Override
  public void close() {
    directory.release(this);
  }
}
