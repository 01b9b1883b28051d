/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Looks at the checkpoints, or the savepoint, in a directory without taking it, so also while a job
 * has it. That job may delete meanwhile what is looked at.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class CheckpointListing {
  private final Path directory;

  /**
   * Looks at {@code directory}.
   *
   * @throws NotDirectoryException if it is none
   */
  public CheckpointListing(Path directory) throws NotDirectoryException {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory + " is no directory");
    }
    this.directory = directory;
  }

  /**
   * A checkpoint that is there.
   *
   * @param id its number
   * @param manifest what it is made of, null if that cannot be read
   * @param problem why it cannot be, or be used; empty if nothing is known to be wrong
   */
  public record Found(long id, @Nullable Manifest manifest, String problem) {}

  /**
   * All checkpoints, the newest first. Of their segments nothing is read.
   *
   * @throws IOException if the directory cannot be read
   */
  public List<Found> all() throws IOException {
    List<Found> all = new ArrayList<>();
    for (long id : CheckpointFiles.list(directory).checkpoints().descendingSet()) {
      all.add(read(id, false));
    }
    return all;
  }

  /**
   * Reads every byte of a checkpoint.
   *
   * @throws IOException if the directory cannot be read
   */
  public Found verify(long id) throws IOException {
    return CheckpointFiles.list(directory).checkpoints().contains(id)
        ? read(id, true)
        : new Found(id, null, "there is no checkpoint " + id + " in " + directory);
  }

  private Found read(long id, boolean whole) {
    Manifest manifest = null;
    try {
      StoredCheckpoint checkpoint = StoredCheckpoint.read(directory, id);
      manifest = checkpoint.manifest();
      if (whole) {
        checkpoint.verify();
      }
      return new Found(id, manifest, "");
    } catch (IOException e) {
      return new Found(id, manifest, String.valueOf(e.getMessage()));
    }
  }

  /**
   * What state a checkpoint has.
   *
   * @throws IOException if it cannot be read
   */
  public StoredState state(long id) throws IOException {
    return StoredCheckpoint.read(directory, id).state();
  }
}
