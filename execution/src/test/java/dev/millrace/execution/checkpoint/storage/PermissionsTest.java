/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.execution.checkpoint.storage.disk.Disk;
import dev.millrace.execution.checkpoint.storage.disk.FailingDisk;
import dev.millrace.execution.checkpoint.storage.disk.FileSystemOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody but their owner reads the state of a pipeline. */
class PermissionsTest {
  @TempDir Path temp;

  private final FailingDisk disk = new FailingDisk();

  @BeforeEach
  void theFileSystemHasPermissions() throws IOException {
    assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"));
  }

  @Test
  void whatIsMadeForCheckpointsIsTheOwnersAlone() throws IOException {
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp.resolve("a/b"), 2)) {
      Contents.publish(directory, 1);
      assertOwnersAlone(temp.resolve("a"), 6);
    }
  }

  @Test
  void soIsASavepointOfLinks() throws IOException {
    savepoint(temp.resolve("savepoints/first"));
    assertOwnersAlone(temp.resolve("savepoints"), 5);
  }

  @Test
  void soIsASavepointOfCopies() throws IOException {
    disk.failWhere(operation -> operation.kind() == Disk.Kind.LINK);
    savepoint(FileSystemOnDisk.on(disk, temp.resolve("savepoints/first")));
    assertOwnersAlone(temp.resolve("savepoints"), 5);
  }

  private void savepoint(Path target) throws IOException {
    Path checkpoints = FileSystemOnDisk.on(disk, temp.resolve("checkpoints"));
    try (CheckpointDirectory directory = CheckpointDirectory.open(checkpoints, 1)) {
      SavepointTest.save(directory, Contents.publish(directory, 1), 2, target);
    }
  }

  private static void assertOwnersAlone(Path root, int count) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> all = walk.toList();
      assertTrue(all.size() >= count, all::toString);
      for (Path path : all) {
        assertEquals(
            Files.isDirectory(path) ? "rwx------" : "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
            path::toString);
      }
    }
  }
}
