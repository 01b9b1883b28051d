/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileSourceTest {
  @TempDir Path directory;

  private final PipelineOptions options = PipelineOptionsFactory.create();
  private EventFileSource source;

  @BeforeEach
  void writeEvents() throws IOException {
    Path file = directory.resolve("events.csv");
    Files.writeString(
        file,
        """
        event_time,what
        2024-03-01T10:00:00Z,a
        2024-03-01T10:05:00Z,b
        2024-03-01T10:01:00Z,c
        """);
    source = new EventFileSource(file.toString(), Duration.standardMinutes(2), 0);
  }

  @Test
  void readsEventsInOrderOfArrivalWithTheirTimes() throws IOException {
    try (var reader = source.createReader(options, null)) {
      assertTrue(reader.start());
      assertEquals("2024-03-01T10:00:00Z,a", reader.getCurrent());
      assertEquals(Instant.parse("2024-03-01T10:00:00Z"), reader.getCurrentTimestamp());
      assertTrue(reader.advance());
      assertTrue(reader.advance());
      assertEquals(Instant.parse("2024-03-01T10:01:00Z"), reader.getCurrentTimestamp());
      assertFalse(reader.advance());
    }
  }

  @Test
  void theWatermarkTrailsTheLatestEventAndEndsWithTheFile() throws IOException {
    try (var reader = source.createReader(options, null)) {
      reader.start();
      assertEquals(Instant.parse("2024-03-01T09:58:00Z"), reader.getWatermark());
      reader.advance();
      assertEquals(Instant.parse("2024-03-01T10:03:00Z"), reader.getWatermark());
      reader.advance();
      assertEquals(Instant.parse("2024-03-01T10:03:00Z"), reader.getWatermark());
      reader.advance();
      assertEquals(BoundedWindow.TIMESTAMP_MAX_VALUE, reader.getWatermark());
    }
  }

  @Test
  void resumesFromACheckpointMarkThatWasEncoded() throws IOException {
    EventFilePosition mark;
    try (var reader = source.createReader(options, null)) {
      reader.start();
      reader.advance();
      mark =
          CoderUtils.clone(
              source.getCheckpointMarkCoder(), (EventFilePosition) reader.getCheckpointMark());
    }

    try (var resumed = source.createReader(options, mark)) {
      assertTrue(resumed.start());
      assertEquals("2024-03-01T10:01:00Z,c", resumed.getCurrent());
      assertEquals(Instant.parse("2024-03-01T10:03:00Z"), resumed.getWatermark());
    }
  }

  @Test
  void anEventIsNotReadBeforeItIsDue() throws IOException {
    EventFileSource slow = new EventFileSource(source.file(), Duration.ZERO, 1);
    try (var reader = slow.createReader(options, null)) {
      assertTrue(reader.start());
      assertFalse(reader.advance());
    }
  }
}
