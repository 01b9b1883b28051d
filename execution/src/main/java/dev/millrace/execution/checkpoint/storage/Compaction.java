/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes one segment of several, a piece at a time: the operations on one state and group after
 * those on the other, of which there is at most one for an entry then.
 *
 * <p>Threading: as that of its directory.
 */
public final class Compaction implements Closeable {
  private final List<Segment> segments;
  private final boolean base;
  private final SegmentHold hold;
  private final StoredState state;
  private final StoredState.Reading reading;
  private final SegmentWriter merged;
  private final Queue<StateId> states;
  private final Queue<Integer> groups = new ArrayDeque<>();
  private @Nullable StateId current;

  Compaction(CheckpointDirectory directory, List<Segment> segments, boolean base)
      throws IOException {
    this.segments = List.copyOf(segments);
    this.base = base;
    this.state = new StoredState(directory.path(), segments);
    this.states = new ArrayDeque<>(state.states());
    this.reading = state.new Reading();
    this.hold = directory.hold(segments);
    try {
      this.merged = hold.newSegment();
    } catch (IOException | RuntimeException e) {
      hold.close();
      throw e;
    }
  }

  /** What becomes one. */
  public List<Segment> segments() {
    return segments;
  }

  /**
   * Goes on for about {@code nanos}, or until one state and group is done.
   *
   * @return the segment that has what all have had, once it is on the disk; null before. It stays
   *     until this is closed
   * @throws IOException if a file cannot be read or written: nothing comes of this
   */
  public @Nullable Segment advance(long nanos) throws IOException {
    long start = System.nanoTime();
    try {
      do {
        Integer group = nextGroup();
        if (group == null) {
          return merged.finish();
        }
        merge(group);
      } while (System.nanoTime() - start < nanos);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return null;
  }

  private @Nullable Integer nextGroup() {
    while (groups.isEmpty() && !states.isEmpty()) {
      StateId next = states.remove();
      current = next;
      groups.addAll(state.groups(next));
    }
    return groups.poll();
  }

  // Deletions in a base have nothing that they could concern.
  private void merge(int group) throws IOException {
    StateId id = current;
    if (id == null) {
      throw new IllegalStateException("A group should be one of a state");
    }
    StateImage operations = reading.operations(id, group);
    if (base) {
      operations.forEach(id, group, group + 1, (g, key, value) -> merged.put(id, g, key, value));
    } else {
      operations.writeDelta(id, group, merged);
    }
  }

  /** Lets all files go. A merged segment stays if a checkpoint refers to it by now. */
  @Override
  public void close() throws IOException {
    try {
      reading.close();
      merged.close();
    } finally {
      hold.close();
    }
  }
}
