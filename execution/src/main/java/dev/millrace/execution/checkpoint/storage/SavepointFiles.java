/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes savepoints: directories with one manifest and all its segments. */
final class SavepointFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SavepointFiles.class);

  private SavepointFiles() {}

  static StoredCheckpoint publish(Path directory, Path target, Manifest manifest)
      throws IOException {
    prepare(target);
    List<Path> made = new ArrayList<>();
    try {
      for (Segment segment : manifest.segments()) {
        Path copy = target.resolve(segment.file());
        made.add(copy);
        copy(directory.resolve(segment.file()), copy);
        SegmentFile.verify(copy, segment);
      }
      Path file = target.resolve(CheckpointFiles.manifest(manifest.id()));
      DurableFiles.publish(file, ManifestCodec.encode(manifest));
    } catch (IOException | RuntimeException e) {
      made.forEach(DurableFiles::deleteIfPossible);
      throw e;
    }
    return new StoredCheckpoint(target, manifest);
  }

  // Of a savepoint that was never published, segments may have been left.
  private static void prepare(Path target) throws IOException {
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw new NotDirectoryException("A savepoint is a directory, " + target + " is a file");
    }
    DurableFiles.createDirectories(target);
    CheckpointFiles files = CheckpointFiles.list(target);
    if (!files.checkpoints().isEmpty() || !files.others().isEmpty()) {
      throw new IOException(
          "A savepoint needs a directory of its own; " + target + " is there, and not empty");
    }
    for (String name : files.segments()) {
      Files.delete(target.resolve(name));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (IOException | UnsupportedOperationException | ProviderMismatchException e) {
      LOG.debug("{} is copied, as it cannot be linked: {}", to, e.toString());
      DurableFiles.copy(from, to);
    }
  }
}
