/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * A checkpoint that was published. Its files are there as long as its directory keeps it.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class StoredCheckpoint {
  private static final String MANIFEST = "checkpoint-<number>.manifest";

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
    Manifest manifest = ManifestCodec.decode(file, readAll(file));
    if (manifest.id() != id) {
      throw new CorruptFileException(file, 0, "it says that it is checkpoint " + manifest.id());
    }
    return new StoredCheckpoint(directory, manifest);
  }

  private static byte[] readAll(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw StoredState.unreadable(file, e);
    }
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
    boolean inDirectory = Files.isDirectory(path);
    Path directory = inDirectory ? path : requireNonNull(path.toAbsolutePath().getParent());
    NavigableSet<Long> all = CheckpointFiles.list(directory).checkpoints();
    NavigableSet<Long> ids = new TreeSet<>(all);
    if (!inDirectory) {
      ids.removeIf(id -> !path.endsWith(CheckpointFiles.manifest(id)));
    }
    if (ids.size() != 1) {
      throw new FileNotFoundException(inDirectory ? noSavepoint(path, all) : noManifest(path, all));
    }
    StoredCheckpoint savepoint = read(directory, ids.first());
    savepoint.verify();
    return savepoint;
  }

  private static String noSavepoint(Path directory, NavigableSet<Long> ids) {
    return ids.isEmpty()
        ? directory
            + " is no savepoint: the directory has no manifest, a file of the name "
            + MANIFEST
            + ". Name the directory of a savepoint, or the manifest of a checkpoint"
        : directory
            + " is no savepoint but has "
            + ids.size()
            + " checkpoints: name the manifest of one of them, the newest is "
            + directory.resolve(CheckpointFiles.manifest(ids.last()));
  }

  private static String noManifest(Path file, NavigableSet<Long> beside) {
    return file
        + " is a file and no manifest, whose name would be "
        + MANIFEST
        + ". Name the directory of a savepoint, or the manifest of a checkpoint"
        + (beside.isEmpty()
            ? ""
            : ": the newest beside this file is "
                + file.resolveSibling(CheckpointFiles.manifest(beside.last())));
  }

  /** What it is made of. */
  public Manifest manifest() {
    return manifest;
  }

  /** Checks all segments by their lengths and checksums. */
  void verify() throws IOException {
    for (Segment segment : manifest.segments()) {
      Path file = directory.resolve(segment.file());
      try {
        SegmentFile.verify(file, segment);
      } catch (IOException e) {
        throw StoredState.unreadable(file, e);
      }
    }
  }

  /**
   * The entries that are in it, as long as its files are there.
   *
   * @throws IOException if a file is not intact any more
   */
  public StoredState state() throws IOException {
    return new StoredState(directory, manifest.segments());
  }
}
