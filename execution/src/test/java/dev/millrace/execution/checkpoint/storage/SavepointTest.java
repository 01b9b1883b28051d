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
import dev.millrace.execution.checkpoint.storage.disk.FileSystemOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavepointTest {
  @TempDir Path temp;

  private final FailingDisk disk = new FailingDisk();
  private Path target;
  private CheckpointDirectory directory;

  @BeforeEach
  void open() throws IOException {
    target = temp.resolve("savepoints/first");
    directory = CheckpointDirectory.open(FileSystemOnDisk.on(disk, temp.resolve("checkpoints")), 1);
  }

  @AfterEach
  void close() throws IOException {
    directory.close();
  }

  @Test
  void aSavepointStandsAlone() throws IOException {
    StoredCheckpoint base = Contents.publish(directory, 1);
    save(base, 2, target);
    assertEquals(List.of(1L), directory.ids());
    Contents.publish(directory, 3);
    assertEquals(4, CheckpointDirectoryTest.files(directory.path()).size());
    directory.discardAll();
    StoredCheckpoint found = StoredCheckpoint.savepoint(target);
    assertEquals(CheckpointKind.SAVEPOINT, found.manifest().kind());
    assertEquals(2, found.manifest().id());
    assertEquals(Contents.expected(1, 2), Contents.read(found));
    assertEquals(
        Set.of("checkpoint-2.manifest", "segment-1-1.log", "segment-1-2.log"),
        CheckpointDirectoryTest.files(target));
  }

  @Test
  void aSavepointIsNamedByItsManifestToo() throws IOException {
    save(Contents.publish(directory, 1), 2, target);
    StoredCheckpoint found = StoredCheckpoint.savepoint(target.resolve("checkpoint-2.manifest"));
    assertEquals(Contents.expected(1, 2), Contents.read(found));
  }

  @Test
  void aDirectoryWithoutAManifestIsNoSavepoint() throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve("notes.txt"), "not a savepoint");
    String refusal = refusal(target);
    assertTrue(refusal.startsWith(target + " is no savepoint: "), refusal);
    assertTrue(refusal.contains("no manifest, a file of the name checkpoint-<number>"), refusal);
  }

  @Test
  void aDirectoryOfSeveralCheckpointsIsNoSavepointAndTheNewestOfThemIsNamed() throws IOException {
    Path several = temp.resolve("several");
    try (CheckpointDirectory of = CheckpointDirectory.open(several, 3)) {
      Contents.publish(of, 1);
      Contents.publish(of, 2);
    }
    String refusal = refusal(several);
    assertTrue(refusal.startsWith(several + " is no savepoint but has 2 checkpoints"), refusal);
    assertTrue(refusal.endsWith(several.resolve("checkpoint-2.manifest").toString()), refusal);
    assertEquals(
        Contents.expected(2),
        Contents.read(StoredCheckpoint.savepoint(several.resolve("checkpoint-2.manifest"))));
  }

  @Test
  void aFileThatIsNoManifestIsRefusedAndTheManifestBesideItIsNamed() throws IOException {
    save(Contents.publish(directory, 1), 2, target);
    String refusal = refusal(target.resolve("segment-1-1.log"));
    assertTrue(refusal.startsWith(target.resolve("segment-1-1.log") + " is a file and"), refusal);
    assertTrue(refusal.contains("checkpoint-<number>.manifest"), refusal);
    assertTrue(refusal.endsWith(target.resolve("checkpoint-2.manifest").toString()), refusal);

    Path alone = Files.writeString(temp.resolve("alone.txt"), "not a manifest");
    assertTrue(refusal(alone).endsWith("or the manifest of a checkpoint"), refusal(alone));
  }

  private static String refusal(Path path) {
    return assertThrows(IOException.class, () -> StoredCheckpoint.savepoint(path)).getMessage();
  }

  @Test
  void whereFilesCannotBeLinkedTheyAreCopied() throws IOException {
    disk.failWhere(operation -> operation.kind() == Disk.Kind.LINK);
    save(Contents.publish(directory, 1), 2, FileSystemOnDisk.on(disk, target));
    assertEquals(Contents.expected(1, 2), Contents.read(StoredCheckpoint.savepoint(target)));
  }

  @Test
  void anyOperationThatFailsLeavesNoSavepointAndAllowsAnother() throws IOException {
    StoredCheckpoint base = Contents.publish(directory, 1);
    boolean done = false;
    int failing = 0;
    while (!done) {
      failing++;
      int failed = failing;
      disk.startCounting();
      disk.failWhere(operation -> disk.count() == failed);
      try {
        save(base, 2, FileSystemOnDisk.on(disk, target));
        done = StoredCheckpoint.savepoint(target).manifest().id() == 2 && disk.count() < failed;
        disk.mend();
        clear();
      } catch (IOException e) {
        assertThrows(IOException.class, () -> StoredCheckpoint.savepoint(target));
      }
    }
    assertTrue(failing > 20, "only " + failing + " operations");
  }

  private void clear() throws IOException {
    for (String name : CheckpointDirectoryTest.files(target)) {
      Files.delete(target.resolve(name));
    }
  }

  @Test
  void whatACrashLeftOfOneIsNoObstacle() throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve("segment-1-1.log"), "half");
    Files.writeString(target.resolve("checkpoint-2.manifest.tmp"), "half");
    assertThrows(IOException.class, () -> StoredCheckpoint.savepoint(target));
    save(Contents.publish(directory, 1), 2, target);
    assertEquals(Contents.expected(1, 2), Contents.read(StoredCheckpoint.savepoint(target)));
  }

  @Test
  void aPathThatIsTakenIsRefused() throws IOException {
    StoredCheckpoint base = Contents.publish(directory, 1);
    save(base, 2, target);
    assertThrows(IOException.class, () -> save(base, 3, target));
    assertThrows(IOException.class, () -> save(base, 3, directory.path()));
    Path file = Files.createFile(temp.resolve("file"));
    assertThrows(IOException.class, () -> save(base, 3, file));
    Files.createFile(Files.createDirectory(temp.resolve("full")).resolve("mine"));
    assertThrows(IOException.class, () -> save(base, 3, temp.resolve("full")));
    assertEquals(2, StoredCheckpoint.savepoint(target).manifest().id());
  }

  @Test
  void aSegmentThatHasGoneBadMakesNoSavepoint() throws IOException {
    StoredCheckpoint base = Contents.publish(directory, 1);
    Path segment = temp.resolve("checkpoints/segment-1-1.log");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[15] ^= 1;
    Files.write(segment, bytes);
    assertThrows(CorruptFileException.class, () -> save(base, 2, target));
    assertEquals(Set.of(), CheckpointDirectoryTest.files(target));
  }

  @Test
  void aSavepointThatIsNotIntactIsRefused() throws IOException {
    save(Contents.publish(directory, 1), 2, target);
    Files.delete(target.resolve("segment-1-1.log"));
    IOException e = assertThrows(IOException.class, () -> StoredCheckpoint.savepoint(target));
    assertTrue(e.getMessage().contains("segment-1-1.log is missing"), e.getMessage());
  }

  @Test
  void whatIsNoSavepointIsRefused() throws IOException {
    assertThrows(IOException.class, () -> StoredCheckpoint.savepoint(target));
    Contents.publish(directory, 1);
    Path notes = Files.createFile(temp.resolve("notes"));
    assertThrows(IOException.class, () -> StoredCheckpoint.savepoint(notes));
    assertThrows(IOException.class, () -> StoredCheckpoint.savepoint(temp));
  }

  @Test
  void aSavepointIsNoPlaceForCheckpoints() throws IOException {
    save(Contents.publish(directory, 1), 2, target);
    IOException e = assertThrows(IOException.class, () -> CheckpointDirectory.open(target, 1));
    assertTrue(e.getMessage().contains("is a savepoint"), e.getMessage());
    assertEquals(2, StoredCheckpoint.savepoint(target).manifest().id());
    assertFalse(directory.ids().contains(2L));
  }

  private void save(StoredCheckpoint base, long id, Path path) throws IOException {
    save(directory, base, id, path);
  }

  static void save(CheckpointDirectory directory, StoredCheckpoint base, long id, Path path)
      throws IOException {
    try (CheckpointWriter writer = directory.begin(id)) {
      base.manifest().segments().forEach(writer::add);
      writer.add(Contents.segment(writer, id, 20));
      writer.publishSavepoint(path, Contents.info(id));
    }
  }
}
