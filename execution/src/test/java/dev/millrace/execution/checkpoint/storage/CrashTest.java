/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.storage.disk.CrashLog;
import dev.millrace.execution.checkpoint.storage.disk.CrashLog.Unforced;
import dev.millrace.execution.checkpoint.storage.disk.FileSystemOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cuts the sequence of file operations of a job after each, and looks at what is left. */
class CrashTest {
  private static final int LAST = 7;

  @TempDir Path temp;

  private CrashLog log;

  // How many steps had been done when a checkpoint was published, and what it holds.
  private final List<Integer> publishedAt = new ArrayList<>(List.of(0));
  private final Map<Long, Map<String, String>> contents = new HashMap<>();

  @ParameterizedTest
  @EnumSource
  void aCrashAnywhereLeavesTheCheckpointBeforeOrTheNewOne(Unforced unforced) throws IOException {
    record(temp.resolve("original"));
    Random random = new Random(5);
    for (int count = 0; count <= log.length(); count++) {
      int rounds = unforced == Unforced.KEPT || unforced == Unforced.LOST ? 1 : 4;
      for (int round = 0; round < rounds; round++) {
        Path left = Files.createDirectory(temp.resolve(count + "-" + round));
        log.crashAfter(count, unforced, random, left);
        checkAfterCrash(left, published(count));
      }
    }
  }

  @Test
  void theSequenceHasEveryKindOfStep() throws IOException {
    record(temp.resolve("original"));
    assertTrue(log.length() > 100, () -> "only " + log.length() + " steps");
    assertEquals(LAST + 1, publishedAt.size());
  }

  // Bases and deltas, an abandoned one, and a new owner in the middle.
  private void record(Path directory) throws IOException {
    Files.createDirectory(directory);
    log = new CrashLog(directory);
    Path path = FileSystemOnDisk.on(log, directory);
    try (CheckpointDirectory first = CheckpointDirectory.open(path, 2)) {
      published(Contents.publish(first, 1), 1);
      published(Contents.publishDelta(first, CheckpointDirectoryTest.newest(first), 2), 1, 2);
      published(Contents.publish(first, 3), 3);
      try (CheckpointWriter abandoned = first.begin(4)) {
        abandoned.add(Contents.segment(abandoned, 4, 20));
      }
      published(Contents.publishDelta(first, CheckpointDirectoryTest.newest(first), 4), 3, 4);
    }
    try (CheckpointDirectory second = CheckpointDirectory.open(path, 2)) {
      StoredCheckpoint found = CheckpointDirectoryTest.newest(second);
      published(Contents.publishDelta(second, found, 5), 3, 4, 5);
      published(Contents.publish(second, 6), 6);
      published(Contents.publish(second, LAST), LAST);
    }
  }

  private void published(StoredCheckpoint checkpoint, long... of) {
    publishedAt.add(log.length());
    contents.put(checkpoint.manifest().id(), Contents.expected(of));
  }

  private int published(int steps) {
    int last = 0;
    while (last + 1 < publishedAt.size() && publishedAt.get(last + 1) <= steps) {
      last++;
    }
    return last;
  }

  private void checkAfterCrash(Path left, int published) throws IOException {
    Set<String> before = CheckpointDirectoryTest.files(left);
    try (CheckpointDirectory directory = CheckpointDirectory.open(left, 2)) {
      Recovery recovery = directory.newestValid();
      assertEquals(List.of(), recovery.rejected(), () -> left + " had " + before);
      long found = recovery.checkpoint().map(each -> each.manifest().id()).orElse(0L);
      assertTrue(
          found == published || found == published + 1,
          () -> left + " had " + before + ", found " + found + " where expected " + published);
      if (found > 0) {
        StoredCheckpoint checkpoint = recovery.checkpoint().orElseThrow();
        assertEquals(contents.get(found), Contents.read(checkpoint));
        assertEquals(
            "plan of " + found,
            new String(checkpoint.manifest().info().sections().get("plan"), "UTF-8"));
      }
      for (long id : directory.ids()) {
        assertDoesNotThrow(StoredCheckpoint.read(left, id)::verify, () -> left + " had " + before);
      }
      StoredCheckpoint next = Contents.publish(directory, 100);
      assertEquals(Contents.expected(100), Contents.read(next));
    }
  }
}
