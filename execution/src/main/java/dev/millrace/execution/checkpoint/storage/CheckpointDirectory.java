/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a job in a directory that belongs to this process until it is closed.
 *
 * <p>Whatever is published can be relied on: a checkpoint is there as a whole or not at all. What
 * is found is checked to the last byte before it is used.
 *
 * <p>Threading: one thread at a time, for the directory with its writers.
 */
public final class CheckpointDirectory implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointDirectory.class);

  private final Path path;
  private final int checkpointsKept;
  private final Ownership ownership;
  private final Catalog catalog;
  private final Set<CheckpointWriter> writers = new HashSet<>();
  private final Set<SegmentHold> holds = new HashSet<>();
  private boolean marked;
  private long segments;
  private boolean closed;

  private CheckpointDirectory(
      Path path, int checkpointsKept, Ownership ownership, Catalog catalog, boolean marked) {
    this.path = path;
    this.checkpointsKept = checkpointsKept;
    this.ownership = ownership;
    this.catalog = catalog;
    this.marked = marked;
  }

  /**
   * Takes a directory, which is made if need be, and deletes what a crash has left in it.
   *
   * @param checkpointsKept how many checkpoints to keep, at least one
   * @throws DirectoryInUseException if it belongs to a job that runs, in this process or another
   * @throws IOException if it cannot be made, read, or written to
   */
  public static CheckpointDirectory open(Path directory, int checkpointsKept) throws IOException {
    if (checkpointsKept < 1) {
      throw new IllegalArgumentException(
          "At least one checkpoint must be kept, not " + checkpointsKept);
    }
    try {
      DurableFiles.createDirectories(directory);
      return take(directory.toRealPath(), checkpointsKept);
    } catch (DirectoryInUseException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("Opening the checkpoint directory " + directory + " failed: " + e, e);
    }
  }

  private static CheckpointDirectory take(Path path, int checkpointsKept) throws IOException {
    Ownership ownership = Ownership.take(path, CheckpointFiles.list(path).lastIncarnation());
    try {
      CheckpointFiles files = CheckpointFiles.list(path);
      Catalog catalog = Catalog.read(path, files);
      boolean marked = files.others().contains(CheckpointFiles.PUBLISHED);
      catalog.sweep(Set.of());
      return new CheckpointDirectory(path, checkpointsKept, ownership, catalog, marked);
    } catch (IOException | RuntimeException e) {
      ownership.close();
      throw e;
    }
  }

  /** Where it is, as a real path. */
  public Path path() {
    return path;
  }

  /** A number that grows with each owner of the directory. */
  public long incarnation() {
    return ownership.incarnation();
  }

  /** The ids of all checkpoints that are there, intact or not, newest first. */
  public List<Long> ids() {
    return List.copyOf(catalog.ids().descendingSet());
  }

  /** The greatest id of any checkpoint that is there, intact or not; 0 if there is none. */
  public long lastId() {
    NavigableSet<Long> ids = catalog.ids();
    return ids.isEmpty() ? 0 : ids.last();
  }

  /**
   * Finds the newest checkpoint of which every byte is intact.
   *
   * @throws NoValidCheckpointException if some have been published, but none is intact
   * @throws UnsupportedFormatException if the newest that is intact is of another format
   * @throws ClosedByInterruptException if the thread is interrupted, which is no checkpoint's fault
   */
  public Recovery newestValid() throws IOException {
    checkOpen();
    List<RejectedCheckpoint> rejected = new ArrayList<>();
    for (long id : ids()) {
      try {
        StoredCheckpoint checkpoint = StoredCheckpoint.read(path, id);
        checkpoint.verify();
        return new Recovery(Optional.of(checkpoint), List.copyOf(rejected));
      } catch (UnsupportedFormatException | ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        rejected.add(new RejectedCheckpoint(id, "checkpoint " + id + ": " + e.getMessage()));
        catalog.reject(id);
      }
    }
    if (marked || !rejected.isEmpty()) {
      throw new NoValidCheckpointException(path, rejected);
    }
    return new Recovery(Optional.empty(), List.of());
  }

  /**
   * Begins a checkpoint.
   *
   * @param id greater than {@link #lastId}
   */
  public CheckpointWriter begin(long id) {
    checkOpen();
    checkId(id);
    CheckpointWriter writer = new CheckpointWriter(this, id);
    writers.add(writer);
    return writer;
  }

  private void checkId(long id) {
    if (id <= lastId()) {
      throw new IllegalStateException(
          "Checkpoint " + id + " is not newer than checkpoint " + lastId() + " in " + path);
    }
  }

  /**
   * Deletes all checkpoints, for a job that begins anew.
   *
   * @throws IOException if that fails; some may be there still
   */
  public void discardAll() throws IOException {
    checkOpen();
    marked = false;
    catalog.discard();
  }

  String newSegmentName() {
    checkOpen();
    return CheckpointFiles.segment(incarnation(), ++segments);
  }

  /** Makes {@code segments}, which are there, stay until they are let go. */
  public SegmentHold hold(Collection<Segment> segments) {
    checkOpen();
    SegmentHold hold = new SegmentHold(this, segments);
    holds.add(hold);
    return hold;
  }

  /**
   * Begins to make one of {@code segments}, which count in this order.
   *
   * @param base whether there are no segments before them
   * @throws IOException if they cannot be read, or no file be made
   */
  public Compaction compact(List<Segment> segments, boolean base) throws IOException {
    checkOpen();
    return new Compaction(this, segments, base);
  }

  boolean has(Segment segment) {
    return catalog.has(segment)
        || holds.stream().anyMatch(hold -> hold.files().contains(segment.file()));
  }

  StoredCheckpoint publish(Manifest manifest) throws IOException {
    checkOpen();
    long id = manifest.id();
    checkId(id);
    Path file = path.resolve(CheckpointFiles.manifest(id));
    try {
      ownership.check();
      DurableFiles.publish(file, ManifestCodec.encode(manifest));
    } catch (IOException | RuntimeException e) {
      if (!Files.notExists(file)) {
        catalog.uncertain(id, manifest.segments());
      }
      throw e;
    }
    catalog.published(id, manifest.segments());
    mark();
    catalog.retire(checkpointsKept, used());
    return new StoredCheckpoint(path, manifest);
  }

  // Should all manifests be lost one day, this tells that there have been some.
  private void mark() {
    if (!marked) {
      try {
        DurableFiles.write(path.resolve(CheckpointFiles.PUBLISHED), new byte[0]);
        DurableFiles.syncDirectory(path);
        marked = true;
      } catch (FileAlreadyExistsException e) {
        marked = true;
      } catch (IOException e) {
        LOG.warn("{} could not be marked as in use: {}", path, e.toString());
      }
    }
  }

  private Set<String> used() {
    Set<String> used = new HashSet<>();
    writers.forEach(writer -> used.addAll(writer.used()));
    holds.forEach(hold -> used.addAll(hold.files()));
    return used;
  }

  /** For a writer that is done: deletes those of the files it {@code made} that are of no use. */
  void release(CheckpointWriter writer, Set<String> made) {
    writers.remove(writer);
    if (!closed) {
      Set<String> useless = new HashSet<>(made);
      useless.removeAll(used());
      catalog.delete(useless);
    }
  }

  /** For a hold that is let go: deletes files that are of no use now. */
  void release(SegmentHold hold) {
    if (holds.remove(hold) && !closed) {
      catalog.sweep(used());
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The checkpoint directory " + path + " has been closed");
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** Lets the directory go. What is being written is abandoned. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      List.copyOf(writers).forEach(CheckpointWriter::close);
      closed = true;
      ownership.close();
    }
  }
}
