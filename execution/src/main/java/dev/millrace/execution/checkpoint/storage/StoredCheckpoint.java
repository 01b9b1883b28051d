/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSink;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.NavigableSet;

/**
 * A checkpoint that was published. Its files are there as long as its directory keeps it.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class StoredCheckpoint {
  private final Path directory;
  private final Manifest manifest;

  StoredCheckpoint(Path directory, Manifest manifest) {
    this.directory = directory;
    this.manifest = manifest;
  }

  /**
   * Reads the manifest of a checkpoint.
   *
   * @throws IOException if it is not there or not intact; the message says why
   */
  static StoredCheckpoint read(Path directory, long id) throws IOException {
    Path file = directory.resolve(CheckpointFiles.manifest(id));
    Manifest manifest = ManifestCodec.decode(file, Files.readAllBytes(file));
    if (manifest.id() != id) {
      throw new CorruptFileException(file, 0, "it says that it is checkpoint " + manifest.id());
    }
    return new StoredCheckpoint(directory, manifest);
  }

  /**
   * The savepoint at {@code path}, all of whose files have been found intact.
   *
   * @param path its directory, or a manifest
   * @throws IOException if there is none, or it is not intact; the message says why
   */
  public static StoredCheckpoint savepoint(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new FileNotFoundException("There is no savepoint " + path);
    }
    Path directory = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    NavigableSet<Long> ids = CheckpointFiles.list(directory).checkpoints();
    if (!Files.isDirectory(path)) {
      ids.removeIf(id -> !path.endsWith(CheckpointFiles.manifest(id)));
    }
    if (ids.size() != 1) {
      throw new FileNotFoundException(
          path + " has the manifests of " + ids.size() + " checkpoints, where a savepoint has one");
    }
    StoredCheckpoint savepoint = read(directory, ids.first());
    savepoint.verify();
    return savepoint;
  }

  /** What it is made of. */
  public Manifest manifest() {
    return manifest;
  }

  /** Checks all segments by their lengths and checksums. */
  void verify() throws IOException {
    for (Segment segment : manifest.segments()) {
      try {
        SegmentBlocks.verify(directory.resolve(segment.file()), segment);
      } catch (NoSuchFileException e) {
        throw missing(segment, e);
      }
    }
  }

  /**
   * Gives all operations that {@code filter} accepts to {@code sink}, in order.
   *
   * @throws IOException if a file is not intact any more; the sink has had some operations then
   */
  public void replay(StateFilter filter, StateSink sink) throws IOException {
    for (Segment segment : manifest.segments()) {
      try {
        SegmentReader.read(directory.resolve(segment.file()), segment, filter, sink);
      } catch (NoSuchFileException e) {
        throw missing(segment, e);
      }
    }
  }

  /**
   * Loads the entries that {@code filter} accepts.
   *
   * @throws IOException if a file is not intact any more
   */
  public StateImage load(StateFilter filter) throws IOException {
    StateImage image = new StateImage();
    replay(filter, image);
    return image;
  }

  private static IOException missing(Segment segment, NoSuchFileException cause) {
    IOException missing =
        new FileNotFoundException(
            "The segment " + cause.getFile() + " is missing, it should have " + segment.length()
                + " bytes");
    missing.initCause(cause);
    return missing;
  }
}
