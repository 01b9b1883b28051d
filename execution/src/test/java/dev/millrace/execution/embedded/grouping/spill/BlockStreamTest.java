/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping.spill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.Stopped;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockStreamTest {
  private static final int LENGTH = 500_000;

  @TempDir private Path directory;
  private SpillFile file;
  private final byte[] data = new byte[LENGTH];

  @BeforeEach
  void makeFile() {
    file = SpillFile.create("Tested", directory);
    Random random = new Random(1);
    // The first half does not compress.
    random.nextBytes(data);
    Arrays.fill(data, LENGTH / 2, LENGTH, (byte) 7);
  }

  @AfterEach
  void closeFile() {
    file.close();
  }

  private Position write() {
    Position start = Position.endOf(file);
    try (BlockWriter out = new BlockWriter(file, new StopSignal())) {
      out.write(data[0]);
      out.write(data, 1, LENGTH - 1);
    }
    return start;
  }

  @Test
  void streamsFollowOneAnotherInAFile() {
    Position first = write();
    Position second = write();
    assertTrue(file.length() < 2 * LENGTH, "nothing was compressed");
    for (Position start : new Position[] {second, first}) {
      byte[] read = new byte[LENGTH];
      new BlockReader(start).readFully(read, 0, LENGTH);
      assertArrayEquals(data, read);
    }
  }

  @Test
  void anyPositionCanBeFoundAgain() {
    Position start = write();
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      BlockReader in = new BlockReader(start);
      int at = 0;
      while (at < LENGTH - 1) {
        int step = Math.min(LENGTH - 1 - at, random.nextInt(150_000));
        if (random.nextBoolean()) {
          assertEquals(step, in.skip(step));
        } else {
          in.readFully(new byte[step], 0, step);
        }
        at += step;
        if (random.nextBoolean()) {
          in = new BlockReader(in.position());
        }
        if (random.nextBoolean()) {
          assertEquals(data[at++] & 0xff, in.read());
        }
      }
    }
  }

  @Test
  void aBlockThatHasChangedIsNoticed() {
    byte[] block = new byte[Block.MOST_WRITTEN];
    int length = Block.write(data, 1000, block);
    for (int i = 0; i < length; i++) {
      byte[] changed = block.clone();
      changed[i] ^= 1;
      SpillFile corrupt = SpillFile.create("Tested", directory);
      corrupt.append(changed, length);
      BlockReader in = new BlockReader(new Position(corrupt, 0, 0));
      var error = assertThrows(UncheckedIOException.class, in::read);
      assertTrue(
          error.getMessage().startsWith("Reading groups of Tested from " + directory),
          error.getMessage());
      corrupt.close();
    }
  }

  @Test
  void aFileThatIsTooShortIsNoticed() {
    Position start = write();
    BlockReader in = new BlockReader(start);
    in.skip(LENGTH);
    var error = assertThrows(UncheckedIOException.class, in::read);
    assertTrue(error.getMessage().contains("it should have"), error.getMessage());
  }

  @Test
  void writingEndsWhenTheJobIsStopped() {
    StopSignal stop = new StopSignal();
    BlockWriter out = new BlockWriter(file, stop);
    out.write(data, 0, Block.SIZE);
    stop.stop();
    assertThrows(Stopped.class, () -> out.write(1));
  }
}
