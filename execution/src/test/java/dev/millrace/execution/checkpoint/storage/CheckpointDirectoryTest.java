/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDirectoryTest {
  @TempDir Path temp;

  @Test
  void aNewDirectoryHasNoCheckpoint() throws IOException {
    try (CheckpointDirectory directory = open(temp.resolve("a/b/c"), 3)) {
      assertTrue(directory.newestValid().checkpoint().isEmpty());
      assertEquals(List.of(), directory.ids());
      assertEquals(0, directory.lastId());
    }
  }

  @Test
  void whatIsPublishedIsReadByTheNextOwner() throws IOException {
    try (CheckpointDirectory directory = open(temp, 3)) {
      Contents.publish(directory, 7);
    }
    try (CheckpointDirectory directory = open(temp, 3)) {
      StoredCheckpoint found = newest(directory);
      Manifest manifest = found.manifest();
      assertEquals(7, manifest.id());
      assertEquals(CheckpointKind.CHECKPOINT, manifest.kind());
      assertEquals("jöb", manifest.info().jobName());
      assertEquals(7000, manifest.info().createdMillis());
      assertFalse(manifest.info().finished());
      assertEquals(List.of("plan", "empty"), List.copyOf(manifest.info().sections().keySet()));
      assertArrayEquals(Contents.bytes("plan of 7"), manifest.info().sections().get("plan"));
      assertEquals(Contents.expected(7), Contents.read(found));
    }
  }

  @Test
  void aDeltaCountsOnTopOfTheSegmentsItRefersTo() throws IOException {
    try (CheckpointDirectory directory = open(temp, 1)) {
      StoredCheckpoint base = Contents.publish(directory, 1);
      StoredCheckpoint delta = Contents.publishDelta(directory, base, 2);
      Contents.publishDelta(directory, delta, 3);
      assertEquals(Contents.expected(1, 2, 3), Contents.read(newest(directory)));
      assertEquals(List.of(3L), directory.ids());
    }
  }

  @Test
  void largeEntriesAndManyBlocksAreReadAsWritten() throws IOException {
    byte[] large = new byte[300_000];
    new Random(1).nextBytes(large);
    try (CheckpointDirectory directory = open(temp, 1);
        CheckpointWriter writer = directory.begin(1)) {
      try (SegmentWriter segment = writer.newSegment()) {
        segment.put(Contents.COUNT, 127, large, large);
        segment.append(Contents.COUNT, 127, large, new byte[200_000]);
        segment.put(Contents.NAMES, 0, new byte[0], new byte[0]);
        assertEquals(3, segment.operations());
        writer.add(segment.finish());
      }
      writer.add(Contents.segment(writer, 5, 20_000));
      StateImage image = loaded(writer.publish(Contents.info(1)).state());
      byte[] expected = Arrays.copyOf(large, 500_000);
      assertArrayEquals(expected, image.get(Contents.COUNT, 127, large));
      assertArrayEquals(new byte[0], image.get(Contents.NAMES, 0, new byte[0]));
      assertArrayEquals(
          Contents.bytes("5-19999-" + "x".repeat(49)),
          image.get(Contents.COUNT, 4, Contents.bytes("w19999")));
    }
  }

  private static StateImage loaded(StoredState state) {
    StateImage image = new StateImage();
    for (StateId id : state.states()) {
      state.forEach(id, -1, 128, (group, key, value) -> image.put(id, group, key, value));
    }
    return image;
  }

  @Test
  void stateIsFoundByNameAndGroup() throws IOException {
    try (CheckpointDirectory directory = open(temp, 1)) {
      StoredState state = Contents.publish(directory, 1).state();
      assertEquals(Set.of(Contents.COUNT, Contents.NAMES), state.states());
      assertEquals(Set.of(3, 4), state.groups(Contents.COUNT));
      assertEquals(Set.of(-1, 0), state.groups(Contents.NAMES));
      List<String> found = new ArrayList<>();
      state.forEach(
          Contents.COUNT, 0, 4, (group, key, value) -> found.add(group + new String(value, UTF_8)));
      state.forEachUngrouped(
          Contents.NAMES, (group, key, value) -> found.add(group + new String(value, UTF_8)));
      state.forEach(Contents.NAMES, 0, 128, (group, key, value) -> found.add("gone"));
      state.forEach(new StateId("no", "state"), 0, 128, (group, key, value) -> found.add("none"));
      assertEquals(List.of("3c1", "-1[1]"), found);
    }
  }

  @Test
  void stateIsFoundWhereItsOperationsComeInSeveralRowsAndManyBlocks() throws IOException {
    Random random = new Random(1);
    StateImage expected = new StateImage();
    try (CheckpointDirectory directory = open(temp, 1);
        CheckpointWriter writer = directory.begin(1)) {
      for (int i = 0; i < 3; i++) {
        try (SegmentWriter segment = writer.newSegment()) {
          for (int row = 0; row < 200; row++) {
            StateId id = random.nextBoolean() ? Contents.COUNT : Contents.NAMES;
            int group = random.nextInt(20) - 1;
            for (int left = random.nextInt(10); left > 0; left--) {
              byte[] key = {(byte) random.nextInt(5)};
              byte[] value = new byte[random.nextInt(2_000)];
              random.nextBytes(value);
              segment.append(id, group, key, value);
              expected.append(id, group, key, value);
            }
          }
          writer.add(segment.finish());
        }
      }
      assertEquals(
          Contents.read(expected), Contents.read(writer.publish(Contents.info(1)).state()));
    }
  }

  @Test
  void whatIsHeldStaysUntilItIsLetGo() throws IOException {
    try (CheckpointDirectory directory = open(temp, 1)) {
      StoredCheckpoint first = Contents.publish(directory, 1);
      StoredState state = first.state();
      try (SegmentHold hold = directory.hold(first.manifest().segments())) {
        Contents.publish(directory, 2);
        assertEquals(List.of(2L), directory.ids());
        assertEquals(Contents.expected(1), Contents.read(state));
      }
      assertEquals(
          Set.of("OWNER", "PUBLISHED", "checkpoint-2.manifest", "segment-1-2.log"), files(temp));
    }
  }

  @Test
  void whatIsMadeOneSegmentLeavesTheSameEntries() throws IOException {
    for (boolean base : new boolean[] {true, false}) {
      Path path = temp.resolve("" + base);
      try (CheckpointDirectory directory = open(path, 1)) {
        StoredCheckpoint first = Contents.publish(directory, 1);
        StoredCheckpoint second = Contents.publishDelta(directory, first, 2);
        StoredCheckpoint third = Contents.publishDelta(directory, second, 3);
        List<Segment> segments = third.manifest().segments();
        Compaction compaction =
            directory.compact(base ? segments : segments.subList(1, segments.size()), base);
        Segment merged = compaction.advance(0);
        while (merged == null) {
          merged = compaction.advance(0);
        }
        try (CheckpointWriter writer = directory.begin(4)) {
          if (!base) {
            writer.add(segments.get(0));
          }
          writer.add(merged);
          StoredCheckpoint fourth = writer.publish(Contents.info(4));
          compaction.close();
          assertEquals(Contents.expected(1, 2, 3), Contents.read(fourth.state()));
          // Its files are there still, and no others.
          assertEquals(base ? 4 : 5, files(path).size(), files(path)::toString);
        }
      }
    }
  }

  @Test
  void onlyTheNewestAreKeptWithTheirFiles() throws IOException {
    try (CheckpointDirectory directory = open(temp, 2)) {
      for (int id = 1; id <= 5; id++) {
        Contents.publish(directory, id);
      }
      assertEquals(List.of(5L, 4L), directory.ids());
      assertEquals(
          Set.of(
              "OWNER",
              "PUBLISHED",
              "checkpoint-4.manifest",
              "checkpoint-5.manifest",
              "segment-1-4.log",
              "segment-1-5.log"),
          files(temp));
    }
  }

  @Test
  void anAbandonedCheckpointLeavesNothing() throws IOException {
    try (CheckpointDirectory directory = open(temp, 2)) {
      Contents.publish(directory, 1);
      Set<String> before = files(temp);
      try (CheckpointWriter writer = directory.begin(2)) {
        writer.add(Contents.segment(writer, 2, 20));
        writer.newSegment();
      }
      assertEquals(before, files(temp));
      assertEquals(1, directory.lastId());
    }
  }

  @Test
  void segmentsBeingWrittenOutliveThePublicationOfAnother() throws IOException {
    try (CheckpointDirectory directory = open(temp, 1);
        CheckpointWriter slow = directory.begin(3)) {
      StoredCheckpoint first = Contents.publish(directory, 1);
      slow.add(first.manifest().segments().get(0));
      Segment own = Contents.segment(slow, 3, 20);
      Contents.publish(directory, 2);
      slow.add(own);
      slow.publish(Contents.info(3));
      assertEquals(Contents.expected(1, 3), Contents.read(newest(directory)));
    }
  }

  @Test
  void segmentsOfOthersAndSegmentsTwiceAreRefused() throws IOException {
    try (CheckpointDirectory directory = open(temp, 1);
        CheckpointWriter writer = directory.begin(2)) {
      Segment retired = Contents.publish(directory, 1).manifest().segments().get(0);
      writer.add(retired);
      assertThrows(IllegalArgumentException.class, () -> writer.add(retired));
      assertThrows(
          IllegalArgumentException.class, () -> writer.add(new Segment("segment-9-9.log", 1, 1)));
    }
  }

  @Test
  void anIdThatIsNotNewerIsRefused() throws IOException {
    try (CheckpointDirectory directory = open(temp, 3);
        CheckpointWriter overtaken = directory.begin(4)) {
      Contents.publish(directory, 5);
      assertThrows(IllegalStateException.class, () -> directory.begin(5));
      assertThrows(IllegalStateException.class, () -> overtaken.publish(Contents.info(4)));
    }
  }

  @Test
  void leftoversOfACrashAreRemovedAndStrangersStay() throws IOException {
    try (CheckpointDirectory directory = open(temp, 3)) {
      Contents.publish(directory, 1);
    }
    Set<String> before = files(temp);
    Files.writeString(temp.resolve("segment-9-1.log"), "half");
    Files.writeString(temp.resolve("checkpoint-2.manifest.tmp"), "half");
    Files.writeString(temp.resolve("notes.txt"), "mine");
    before.add("notes.txt");
    try (CheckpointDirectory directory = open(temp, 3)) {
      assertEquals(before, files(temp));
      assertEquals(10, directory.incarnation());
    }
  }

  @Test
  void incarnationsNeverRepeat() throws IOException {
    for (int expected = 1; expected <= 3; expected++) {
      try (CheckpointDirectory directory = open(temp, 3)) {
        assertEquals(expected, directory.incarnation());
      }
    }
  }

  @Test
  void aJobThatBeginsAnewFindsNothing() throws IOException {
    try (CheckpointDirectory directory = open(temp, 3)) {
      Contents.publish(directory, 1);
      Contents.publish(directory, 2);
      directory.discardAll();
      assertEquals(Set.of("OWNER"), files(temp));
      assertTrue(directory.newestValid().checkpoint().isEmpty());
      Contents.publish(directory, 1);
    }
  }

  @Test
  void aClosedDirectoryRefusesEverything() throws IOException {
    CheckpointDirectory directory = open(temp, 3);
    CheckpointWriter writer = directory.begin(1);
    directory.close();
    directory.close();
    assertThrows(IllegalStateException.class, directory::newestValid);
    assertThrows(IllegalStateException.class, () -> directory.begin(1));
    assertThrows(IllegalStateException.class, writer::newSegment);
    assertThrows(IllegalStateException.class, () -> writer.publish(Contents.info(1)));
  }

  @Test
  void anInterruptRejectsNoCheckpoint() throws IOException {
    try (CheckpointDirectory directory = open(temp, 3)) {
      Contents.publish(directory, 1);
      Thread.currentThread().interrupt();
      assertThrows(ClosedByInterruptException.class, directory::newestValid);
      assertThrows(IOException.class, () -> Contents.publish(directory, 2));
      assertTrue(Thread.interrupted());
      assertEquals(Contents.expected(1), Contents.read(newest(directory)));
    }
    Thread.currentThread().interrupt();
    assertThrows(IOException.class, () -> open(temp, 3));
    assertTrue(Thread.interrupted());
    open(temp, 3).close();
  }

  @Test
  void atLeastOneCheckpointIsKept() {
    assertThrows(IllegalArgumentException.class, () -> open(temp, 0));
  }

  @Test
  void aNameThatUtf8CannotSayIsRefused() throws IOException {
    try (CheckpointDirectory directory = open(temp, 3);
        CheckpointWriter writer = directory.begin(1);
        SegmentWriter segment = writer.newSegment()) {
      StateId half = new StateId("a\ud800", "b");
      assertThrows(
          IllegalArgumentException.class,
          () -> segment.put(half, 0, Contents.bytes("k"), Contents.bytes("v")));
    }
  }

  static CheckpointDirectory open(Path path, int kept) throws IOException {
    return CheckpointDirectory.open(path, kept);
  }

  static StoredCheckpoint newest(CheckpointDirectory directory) throws IOException {
    Recovery recovery = directory.newestValid();
    assertEquals(List.of(), recovery.rejected());
    return recovery.checkpoint().orElseThrow();
  }

  static Set<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
