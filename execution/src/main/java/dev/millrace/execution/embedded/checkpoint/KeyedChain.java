/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.Deltas;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSource;
import dev.millrace.execution.checkpoint.storage.CheckpointDirectory;
import dev.millrace.execution.checkpoint.storage.CheckpointWriter;
import dev.millrace.execution.checkpoint.storage.Compaction;
import dev.millrace.execution.checkpoint.storage.Segment;
import dev.millrace.execution.checkpoint.storage.SegmentWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments that have the keyed state of a job, in order: a base, and a delta for each
 * checkpoint since. A checkpoint adds one, and refers to all.
 *
 * <p>The chain is kept short by compaction, while checkpoints go on: the newest segments become one
 * when there are many of about a size, as runs do in a log-structured merge tree; with the base
 * among them when all deltas are larger than it. So a byte is written again about as often as the
 * base has doubled, and what a checkpoint refers to is about twice the state at most.
 *
 * <p>Threading: one thread at a time, as its directory.
 */
final class KeyedChain {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedChain.class);

  /** How many segments of about a size become one. */
  private static final int RUN = 16;

  /** How many bytes of deltas are a reason to write a base. */
  private static final long LEAST_BYTES = 32L << 20;

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final CheckpointDirectory directory;
  private List<Segment> segments = List.of();
  private @Nullable StateSource origin;
  private @Nullable Compaction compaction;
  private @Nullable Segment merged;

  /** Empty. */
  KeyedChain(CheckpointDirectory directory) {
    this.directory = directory;
  }

  /** The next checkpoint goes on from {@code chain}. */
  void goOnFrom(List<Segment> chain) {
    endCompaction();
    segments = List.copyOf(chain);
    origin = null;
  }

  /** The next checkpoint goes on from {@code state}, of which it writes a base. */
  void goOnFrom(StateSource state) {
    goOnFrom(List.of());
    origin = state;
  }

  /**
   * Writes what is new, {@code deltas} in order, to segments of {@code writer}.
   *
   * @return the segments of the chain of the checkpoint, which is not this one's before it has been
   *     {@linkplain #published published}
   */
  List<Segment> write(List<StateImage> deltas, CheckpointWriter writer) throws IOException {
    List<Segment> next = new ArrayList<>(segments);
    try {
      if (origin != null) {
        next.add(base(origin, writer));
      }
      if (!Deltas.areEmpty(deltas)) {
        try (SegmentWriter delta = writer.newSegment()) {
          Deltas.write(deltas, delta);
          next.add(delta.finish());
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return next;
  }

  private static Segment base(StateSource state, CheckpointWriter writer) throws IOException {
    try (SegmentWriter base = writer.newSegment()) {
      state.copyKeyed(base);
      return base.finish();
    }
  }

  /** A checkpoint with the chain {@code now} has been published. */
  void published(List<Segment> now) {
    segments = List.copyOf(now);
    origin = null;
    if (merged != null) {
      endCompaction();
    }
  }

  /** Goes on with compaction, or begins one that is due; whether there is more to be done. */
  boolean compact() {
    if (merged != null) {
      // Those that it is made of are needed until a checkpoint has it.
      return false;
    }
    try {
      Compaction current = compaction == null ? begin() : compaction;
      return current != null && goOn(current);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Segments in {} could not be made one, and stay as they are", directory, e);
      endCompaction();
      return false;
    }
  }

  private @Nullable Compaction begin() throws IOException {
    List<Segment> run = run();
    compaction = run.isEmpty() ? null : directory.compact(run, run.size() == segments.size());
    return compaction;
  }

  private boolean goOn(Compaction current) throws IOException {
    Segment done = current.advance(SLICE_NANOS);
    if (done == null) {
      return true;
    }
    List<Segment> old = current.segments();
    int from = segments.indexOf(old.get(0));
    List<Segment> shorter = new ArrayList<>(segments.subList(0, from));
    shorter.add(done);
    shorter.addAll(segments.subList(from + old.size(), segments.size()));
    segments = List.copyOf(shorter);
    merged = done;
    return false;
  }

  // The newest ones that are to become one: each at most twice as large as all after it.
  private List<Segment> run() {
    if (segments.size() < 2) {
      return List.of();
    }
    long base = segments.get(0).length();
    long deltas = segments.stream().mapToLong(Segment::length).sum() - base;
    if (deltas > LEAST_BYTES && deltas > base) {
      return segments;
    }
    int from = segments.size() - 1;
    long bytes = segments.get(from).length();
    while (from > 0 && segments.get(from - 1).length() <= 2 * bytes) {
      from--;
      bytes += segments.get(from).length();
    }
    return segments.size() - from >= RUN ? segments.subList(from, segments.size()) : List.of();
  }

  private void endCompaction() {
    try {
      if (compaction != null) {
        compaction.close();
      }
    } catch (IOException e) {
      LOG.warn("Files in {} could not be closed: {}", directory, e.toString());
    }
    compaction = null;
    merged = null;
  }

  /** Ends what is under way. */
  void close() {
    endCompaction();
  }
}
