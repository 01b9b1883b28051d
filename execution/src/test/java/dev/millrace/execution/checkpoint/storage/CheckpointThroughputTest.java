/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast a checkpoint is written, verified, opened and read; prints megabytes of keys and values
 * a second. Run with {@code -Dgroups=stress -DexcludedGroups= -Dtest=CheckpointThroughputTest};
 * {@code -Dthroughput.megabytes} says how much, {@code -Dthroughput.value} how long a value is.
 */
@Tag("stress")
class CheckpointThroughputTest {
  private static final long BYTES = Long.getLong("throughput.megabytes", 1000) * 1_000_000;
  private static final int VALUE = Integer.getInteger("throughput.value", 100);
  private static final int KEY = 24;
  private static final int GROUPS = 128;
  private static final StateId STATE = new StateId("Count/GroupByKey", "panes");

  @TempDir Path temp;

  @Test
  void throughput() throws IOException {
    try (CheckpointDirectory directory = CheckpointDirectory.open(temp, 1)) {
      for (int round = 1; round <= 3; round++) {
        round(directory, round);
      }
    }
  }

  private static void round(CheckpointDirectory directory, int round) throws IOException {
    long start = System.nanoTime();
    StoredCheckpoint checkpoint;
    try (CheckpointWriter writer = directory.begin(round);
        SegmentWriter segment = writer.newSegment()) {
      fill(segment);
      writer.add(segment.finish());
      checkpoint = writer.publish(Contents.info(round));
    }
    start = report(round, "write and publish", start);
    checkpoint.verify();
    start = report(round, "verify", start);
    StoredState state = checkpoint.state();
    start = report(round, "open", start);
    long[] entries = new long[1];
    state.forEach(STATE, 0, GROUPS, (group, key, value) -> entries[0]++);
    report(round, "read", start);
    assertEquals(BYTES / (KEY + VALUE) / GROUPS * GROUPS, entries[0]);
    long stored = checkpoint.manifest().segments().get(0).length();
    System.out.printf("round %d: %d MB on file%n", round, stored / 1_000_000);
  }

  // Keys at random, values of which half is alike, as encoded values are.
  private static void fill(StateSink sink) {
    SplittableRandom random = new SplittableRandom(1);
    byte[] key = new byte[KEY];
    byte[] value = new byte[VALUE];
    long each = BYTES / (KEY + VALUE) / GROUPS;
    for (int group = 0; group < GROUPS; group++) {
      for (long i = 0; i < each; i++) {
        ByteBuffer.wrap(key).putLong(8, random.nextLong()).putLong(16, i);
        for (int at = 0; at + 8 <= VALUE / 2; at += 8) {
          ByteBuffer.wrap(value).putLong(at, random.nextLong());
        }
        sink.put(STATE, group, key, value);
      }
    }
  }

  private static long report(int round, String what, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "round %d: %-18s %6.2f s %7.0f MB/s%n", round, what, seconds, BYTES / 1e6 / seconds);
    return System.nanoTime();
  }
}
