/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what was written. */
class CorruptionTest {
  @TempDir Path temp;

  private Path manifest;
  private Path segment;

  @BeforeEach
  void publishTwo() throws IOException {
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3)) {
      Contents.publish(directory, 1);
      StoredCheckpoint second = Contents.publish(directory, 2);
      manifest = temp.resolve("checkpoint-2.manifest");
      segment = temp.resolve(second.manifest().segments().get(0).file());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x80, 0xff})
  void anyByteOfTheManifestThatIsWrongMeansTheCheckpointBefore(int flip) throws IOException {
    flipEach(manifest, flip);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x80, 0xff})
  void anyByteOfASegmentThatIsWrongMeansTheCheckpointBefore(int flip) throws IOException {
    flipEach(segment, flip);
  }

  private void flipEach(Path file, int flip) throws IOException {
    byte[] intact = Files.readAllBytes(file);
    for (int at = 0; at < intact.length; at++) {
      byte[] wrong = intact.clone();
      wrong[at] ^= (byte) flip;
      Files.write(file, wrong);
      checkRejected(file);
    }
    Files.write(file, intact);
    checkIntact();
  }

  @Test
  void anyLengthThatIsTooShortMeansTheCheckpointBefore() throws IOException {
    for (Path file : List.of(manifest, segment)) {
      byte[] intact = Files.readAllBytes(file);
      for (int length = 0; length < intact.length; length++) {
        Files.write(file, Arrays.copyOf(intact, length));
        checkRejected(file);
      }
      Files.write(file, intact);
      checkIntact();
    }
  }

  @Test
  void bytesAfterTheEndMeanTheCheckpointBefore() throws IOException {
    for (Path file : List.of(manifest, segment)) {
      byte[] intact = Files.readAllBytes(file);
      for (int length : new int[] {1, 4, 28, 70_000}) {
        Files.write(file, Arrays.copyOf(intact, intact.length + length));
        checkRejected(file);
      }
      Files.write(file, intact);
    }
    checkIntact();
  }

  @Test
  void aSegmentThatIsMissingMeansTheCheckpointBefore() throws IOException {
    Files.delete(segment);
    checkRejected(segment);
  }

  @Test
  void aSegmentThatIsAnotherMeansTheCheckpointBefore() throws IOException {
    Files.copy(temp.resolve("segment-1-1.log"), segment, StandardCopyOption.REPLACE_EXISTING);
    checkPassedOver(segment);
  }

  @Test
  void aManifestUnderAnotherNameMeansTheCheckpointBefore() throws IOException {
    Files.delete(manifest);
    Files.copy(temp.resolve("checkpoint-1.manifest"), manifest);
    checkRejected(manifest);
  }

  @Test
  void aManifestThatIsADirectoryMeansTheCheckpointBefore() throws IOException {
    Files.delete(manifest);
    Files.createDirectory(manifest);
    checkRejected(manifest);
  }

  @Test
  void aSharedSegmentThatIsWrongTakesAllThatReferToIt() throws IOException {
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3)) {
      Contents.publishDelta(directory, CheckpointDirectoryTest.newest(directory), 3);
    }
    flip(segment, 20);
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3)) {
      Recovery recovery = directory.newestValid();
      assertEquals(1, recovery.checkpoint().orElseThrow().manifest().id());
      assertEquals(
          List.of(3L, 2L), recovery.rejected().stream().map(RejectedCheckpoint::id).toList());
    }
  }

  @Test
  void whenNoneIsIntactTheJobIsRefusedWithEveryReason() throws IOException {
    flip(manifest, 9);
    flip(temp.resolve("segment-1-1.log"), 12);
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3)) {
      IOException e = assertThrows(NoValidCheckpointException.class, directory::newestValid);
      assertTrue(e.getMessage().contains("checkpoint-2.manifest is corrupt"), e.getMessage());
      assertTrue(e.getMessage().contains("segment-1-1.log is corrupt"), e.getMessage());
    }
  }

  @Test
  void whenAllManifestsAreGoneTheJobIsRefused() throws IOException {
    Files.delete(manifest);
    Files.delete(temp.resolve("checkpoint-1.manifest"));
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3)) {
      IOException e = assertThrows(NoValidCheckpointException.class, directory::newestValid);
      assertTrue(e.getMessage().contains("their manifests are gone"), e.getMessage());
    }
  }

  @Test
  void noSegmentIsDeletedWhileAManifestCannotBeRead() throws IOException {
    byte[] intact = Files.readAllBytes(manifest);
    flip(manifest, 30);
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3)) {
      Contents.publish(directory, 3);
    }
    Files.delete(temp.resolve("checkpoint-3.manifest"));
    Files.write(manifest, intact);
    checkIntact();
  }

  @Test
  void whatWasRejectedGoesWhenEnoughAreIntactAgain() throws IOException {
    flip(manifest, 30);
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 2)) {
      directory.newestValid();
      Contents.publish(directory, 3);
      assertEquals(List.of(3L, 2L, 1L), directory.ids());
      Contents.publish(directory, 4);
      assertEquals(List.of(4L, 3L), directory.ids());
      assertEquals(6, CheckpointDirectoryTest.files(temp).size());
    }
  }

  @Test
  void theSegmentsOfARejectedCheckpointCannotBeReferredTo() throws IOException {
    StoredCheckpoint second = StoredCheckpoint.read(temp, 2);
    flip(segment, 20);
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3)) {
      directory.newestValid();
      assertThrows(
          IllegalArgumentException.class, () -> Contents.publishDelta(directory, second, 3));
    }
  }

  @Test
  void aLaterFormatIsRefusedRatherThanPassedOver() throws IOException {
    byte[] later = Files.readAllBytes(manifest);
    ByteBuffer.wrap(later).putInt(8, 3);
    CRC32C sum = new CRC32C();
    sum.update(later, 0, later.length - 4);
    ByteBuffer.wrap(later).putInt(later.length - 4, (int) sum.getValue());
    Files.write(manifest, later);
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3)) {
      IOException e = assertThrows(UnsupportedFormatException.class, directory::newestValid);
      assertTrue(e.getMessage().contains("has format version 3"), e.getMessage());
    }
    assertTrue(Files.exists(segment));
  }

  @Test
  void randomBytesOfALargeSegmentNeverGiveAWrongResult() throws IOException {
    StoredCheckpoint large;
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3);
        CheckpointWriter writer = directory.begin(3)) {
      writer.add(Contents.segment(writer, 3, 20_000));
      large = writer.publish(Contents.info(3));
    }
    Path file = temp.resolve(large.manifest().segments().get(0).file());
    byte[] intact = Files.readAllBytes(file);
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] wrong = intact.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        wrong[random.nextInt(wrong.length)] ^= (byte) (1 + random.nextInt(255));
      }
      Files.write(file, wrong);
      if (!Arrays.equals(wrong, intact)) {
        assertThrows(IOException.class, large::verify);
        assertThrows(CorruptFileException.class, () -> read(large));
      }
    }
    Files.write(file, intact);
    assertEquals(Contents.expectedOf(20_000, 3), Contents.read(large));
  }

  private void checkRejected(Path file) throws IOException {
    checkPassedOver(file);
    // Reading checks for itself, should a file go bad after it has been verified.
    assertThrows(IOException.class, () -> read(StoredCheckpoint.read(temp, 2)));
  }

  private void checkPassedOver(Path file) throws IOException {
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3)) {
      Recovery recovery = directory.newestValid();
      StoredCheckpoint found = recovery.checkpoint().orElseThrow();
      assertEquals(Contents.expected(1), Contents.read(found));
      assertEquals(1, recovery.rejected().size());
      RejectedCheckpoint rejected = recovery.rejected().get(0);
      assertEquals(2, rejected.id());
      assertTrue(rejected.reason().contains(file.getFileName().toString()), rejected.reason());
    }
  }

  private static Map<String, String> read(StoredCheckpoint checkpoint) throws IOException {
    try {
      return Contents.read(checkpoint);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void checkIntact() throws IOException {
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 3)) {
      assertEquals(Contents.expected(2), Contents.read(CheckpointDirectoryTest.newest(directory)));
    }
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }
}
