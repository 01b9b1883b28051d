/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A checkpoint in the making: segments, new ones or those of earlier checkpoints, and then the
 * publication. Nothing is left of one that is closed before it has been published.
 *
 * <p>Threading: as that of its directory; its segments may be written by other threads.
 */
public final class CheckpointWriter implements Closeable {
  private final CheckpointDirectory directory;
  private final long id;
  private final List<Segment> segments = new ArrayList<>();
  private final Set<String> files = new HashSet<>();
  private final Set<String> made = new HashSet<>();
  private boolean closed;

  CheckpointWriter(CheckpointDirectory directory, long id) {
    this.directory = directory;
    this.id = id;
  }

  /** The id of the checkpoint. */
  public long id() {
    return id;
  }

  /**
   * Begins a segment. It is part of the checkpoint once it has been finished and {@linkplain #add
   * added}.
   */
  public SegmentWriter newSegment() throws IOException {
    checkOpen();
    String name = directory.newSegmentName();
    made.add(name);
    return new SegmentWriter(directory.path().resolve(name));
  }

  /**
   * Adds the next segment. Its operations come after those of the segments before.
   *
   * @param segment a finished one of this writer, or one of a checkpoint that the directory keeps
   * @throws IllegalArgumentException if it is neither, or has been added already
   */
  public void add(Segment segment) {
    checkOpen();
    if (!made.contains(segment.file()) && !directory.has(segment)) {
      throw new IllegalArgumentException(
          segment + " is neither of checkpoint " + id + " nor of any that " + directory + " keeps");
    }
    if (!files.add(segment.file())) {
      throw new IllegalArgumentException(segment + " is in checkpoint " + id + " already");
    }
    segments.add(segment);
  }

  /**
   * Publishes what has been added. When this returns the checkpoint is there, whatever happens to
   * the machine; older ones than are to be kept are deleted.
   *
   * @throws IOException if it is not published; the one before stays the newest, as far as this
   *     process is concerned. Should the disk fail to take the manifest back, a later process may
   *     find this one, which is complete
   */
  public StoredCheckpoint publish(CheckpointInfo info) throws IOException {
    checkOpen();
    StoredCheckpoint published =
        directory.publish(new Manifest(id, CheckpointKind.CHECKPOINT, info, segments));
    close();
    return published;
  }

  /**
   * Publishes what has been added as a savepoint, which needs nothing outside of {@code path} and
   * is never deleted. The directory has no checkpoint of this id then.
   *
   * @param path a directory, which is made or must be empty
   * @throws IOException if there is no savepoint then
   */
  public StoredCheckpoint publishSavepoint(Path path, CheckpointInfo info) throws IOException {
    checkOpen();
    Manifest manifest = new Manifest(id, CheckpointKind.SAVEPOINT, info, segments);
    StoredCheckpoint published = SavepointFiles.publish(directory.path(), path, manifest);
    close();
    return published;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("Checkpoint " + id + " has been published or abandoned");
    }
  }

  /** How many bytes the segments have that were added and are not of earlier checkpoints. */
  public long bytesWritten() {
    return segments.stream()
        .filter(segment -> made.contains(segment.file()))
        .mapToLong(Segment::length)
        .sum();
  }

  /** Names of files that must stay. */
  Set<String> used() {
    Set<String> used = new HashSet<>(files);
    used.addAll(made);
    return used;
  }

  /** Abandons the checkpoint, unless it has been published. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      directory.release(this, made);
    }
  }
}
