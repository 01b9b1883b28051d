/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.storage.disk.Disk;
import dev.millrace.execution.checkpoint.storage.disk.FailingDisk;
import dev.millrace.execution.checkpoint.storage.disk.FailingDisk.Operation;
import dev.millrace.execution.checkpoint.storage.disk.FileSystemOnDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Disks that fail while a job goes on, and what the next process finds. */
class DiskFaultTest {
  private static final Map<Long, Map<String, String>> CONTENTS =
      Map.of(
          1L, Contents.expected(1),
          2L, Contents.expected(1, 2),
          3L, Contents.expected(3),
          4L, Contents.expected(4),
          5L, Contents.expected(5));

  @TempDir Path temp;

  private final FailingDisk disk = new FailingDisk();
  private long acknowledged;
  private boolean failed;

  @Test
  void anyOneOperationThatFailsCostsOneCheckpointAtMost() throws IOException {
    int k = 1;
    do {
      int failing = k;
      Path directory = run("one-" + k, operation -> disk.count() == failing);
      assertEquals(acknowledged, newestAfterwards(directory), "after failing operation " + k);
      assertTrue(acknowledged >= 2);
      k++;
    } while (failed || k < 100);
    assertEquals(5, acknowledged);
  }

  @Test
  void aDiskThatFailsForGoodLeavesWhatWasAcknowledgedOrIsComplete() throws IOException {
    int k = 1;
    do {
      int failing = k;
      Path directory = run("for-good-" + k, operation -> disk.count() >= failing);
      assertTrue(newestAfterwards(directory) >= acknowledged, "after failing operation " + k);
      k++;
    } while (failed || k < 100);
  }

  @Test
  void aDiskThatIsFullAfterAnyNumberOfBytesKeepsTheCheckpointBefore() throws IOException {
    long room = 0;
    do {
      Path directory = prepared("full-" + room);
      disk.fillUpAfter(room);
      goOn(directory);
      assertEquals(acknowledged, newestAfterwards(directory), "with room for " + room + " bytes");
      room += 13;
    } while (failed);
    assertTrue(room > 500);
  }

  @ParameterizedTest
  @EnumSource(
      value = Disk.Kind.class,
      mode = Mode.INCLUDE,
      names = {"CREATE", "FORCE", "RENAME"})
  void whatPublicationNeedsMustWork(Disk.Kind kind) throws IOException {
    Path directory = prepared("kind");
    try (CheckpointDirectory open = open(directory)) {
      disk.failWhere(operation -> operation.kind() == kind);
      assertThrows(IOException.class, () -> Contents.publish(open, 3));
      disk.mend();
      assertEquals(2, open.lastId());
      Contents.publish(open, 4);
      acknowledged = 4;
    }
    assertEquals(4, newestAfterwards(directory));
    assertFalse(
        CheckpointDirectoryTest.files(directory).stream().anyMatch(name -> name.endsWith(".tmp")));
  }

  @Test
  void whenAFileCannotBeForcedItsCheckpointIsNotPublished() throws IOException {
    Path directory = prepared("force");
    try (CheckpointDirectory open = open(directory)) {
      for (String suffix : List.of(".log", ".tmp", "force")) {
        disk.failWhere(
            operation ->
                operation.kind() == Disk.Kind.FORCE
                    && operation.path().toString().endsWith(suffix));
        assertThrows(IOException.class, () -> Contents.publish(open, 3), suffix);
        assertEquals(List.of(2L, 1L), open.ids());
      }
    }
  }

  @Test
  void whatCannotBeDeletedIsDeletedLater() throws IOException {
    Path directory = prepared("delete");
    try (CheckpointDirectory open = open(directory)) {
      disk.failWhere(operation -> operation.kind() == Disk.Kind.DELETE);
      Contents.publish(open, 3);
      Contents.publish(open, 4);
      assertEquals(List.of(4L, 3L, 2L, 1L), open.ids());
      disk.mend();
      Contents.publish(open, 5);
      assertEquals(List.of(5L, 4L), open.ids());
      assertEquals(6, CheckpointDirectoryTest.files(directory).size());
    }
  }

  @Test
  void aManifestThatCannotBeTakenBackKeepsItsSegments() throws IOException {
    Path directory = prepared("taken-back");
    try (CheckpointDirectory open = open(directory)) {
      disk.failWhere(new AfterRename()::fails);
      assertThrows(IOException.class, () -> Contents.publish(open, 3));
      disk.mend();
      assertEquals(3, open.lastId());
    }
    assertEquals(3, newestAfterwards(directory));
  }

  @Test
  void aSegmentWhoseWritingFailsSaysSo() throws IOException {
    Path directory = prepared("write");
    try (CheckpointDirectory open = open(directory);
        CheckpointWriter writer = open.begin(3);
        SegmentWriter segment = writer.newSegment()) {
      disk.fillUpAfter(10);
      UncheckedIOException e =
          assertThrows(
              UncheckedIOException.class,
              () -> {
                while (true) {
                  segment.put(Contents.COUNT, 0, new byte[1000], new byte[0]);
                }
              });
      assertTrue(e.getMessage().contains("segment-2-1.log"), e.getMessage());
      assertEquals("No space left on device", e.getCause().getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Disk.Kind.class,
      mode = Mode.INCLUDE,
      names = {"OPEN", "LIST", "LOCK", "TRUNCATE", "FORCE", "ATTRIBUTES"})
  void aDirectoryThatCannotBeTakenIsRefusedAndFreeAgain(Disk.Kind kind) throws IOException {
    Path directory = prepared("taking");
    disk.failWhere(operation -> operation.kind() == kind);
    IOException e = assertThrows(IOException.class, () -> open(directory));
    assertTrue(e.getMessage().contains(directory.toString()), e.getMessage());
    disk.mend();
    acknowledged = 2;
    assertEquals(2, newestAfterwards(directory));
  }

  @Test
  void aDirectoryThatIsAFileIsRefused() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    IOException e = assertThrows(IOException.class, () -> CheckpointDirectory.open(file, 1));
    assertTrue(e.getMessage().contains("Opening the checkpoint directory"), e.getMessage());
  }

  @Test
  void aDirectoryWhoseOwnerFileWasReplacedPublishesNothingMore() throws IOException {
    Path directory = prepared("replaced");
    try (CheckpointDirectory open = CheckpointDirectory.open(directory, 2)) {
      Files.move(directory.resolve("OWNER"), directory.resolve("OLD"));
      Files.writeString(directory.resolve("OWNER"), "somebody else");
      IOException e = assertThrows(IOException.class, () -> Contents.publish(open, 3));
      assertTrue(e.getMessage().contains("replaced"), e.getMessage());
      assertEquals(2, open.lastId());
    }
  }

  /** From the rename of a manifest on nothing works: neither forcing nor deleting. */
  private static final class AfterRename {
    private boolean renamed;

    boolean fails(Operation operation) {
      boolean fails = renamed;
      renamed |= operation.kind() == Disk.Kind.RENAME;
      return fails;
    }
  }

  private Path run(String name, Predicate<Operation> fails) throws IOException {
    Path directory = prepared(name);
    disk.startCounting();
    disk.failWhere(
        operation -> {
          boolean fail = fails.test(operation);
          failed |= fail;
          return fail;
        });
    goOn(directory);
    return directory;
  }

  private Path prepared(String name) throws IOException {
    Path directory = temp.resolve(name);
    disk.mend();
    try (CheckpointDirectory first = CheckpointDirectory.open(directory, 2)) {
      StoredCheckpoint base = Contents.publish(first, 1);
      Contents.publishDelta(first, base, 2);
    }
    acknowledged = 2;
    failed = false;
    return directory;
  }

  private CheckpointDirectory open(Path directory) throws IOException {
    return CheckpointDirectory.open(FileSystemOnDisk.on(disk, directory), 2);
  }

  private void goOn(Path directory) {
    try (CheckpointDirectory open = open(directory)) {
      for (long id = 3; id <= 5; id++) {
        publish(open, id);
      }
    } catch (IOException e) {
      failed = true;
    }
    disk.mend();
  }

  private void publish(CheckpointDirectory open, long id) {
    try {
      if (open.lastId() < id) {
        Contents.publish(open, id);
        acknowledged = id;
      }
    } catch (IOException | UncheckedIOException e) {
      failed = true;
    }
  }

  private long newestAfterwards(Path directory) throws IOException {
    try (CheckpointDirectory open = CheckpointDirectory.open(directory, 2)) {
      StoredCheckpoint newest = CheckpointDirectoryTest.newest(open);
      long id = newest.manifest().id();
      assertEquals(CONTENTS.get(id), Contents.read(newest));
      return id;
    }
  }
}
