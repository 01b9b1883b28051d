/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import java.io.IOException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A split of an unbounded source with its open reader.
 *
 * @param <T> the type of its elements
 * @param <MarkT> the type of its checkpoint marks
 */
final class UnboundedSplit<T, MarkT extends CheckpointMark> {
  private final UnboundedReader<T> reader;
  private final @Nullable RecentRecords recent;
  private boolean started;
  private boolean readSinceMark;
  private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  UnboundedSplit(UnboundedSource<T, MarkT> source, PipelineOptions options) throws IOException {
    this.reader = source.createReader(options, null);
    this.recent = source.requiresDeduping() ? new RecentRecords() : null;
  }

  /** Moves to the next record that is new; false if there is none now. */
  boolean advance() throws IOException {
    boolean available = started ? reader.advance() : reader.start();
    started = true;
    while (available && recent != null && !recent.isNew(reader.getCurrentRecordId())) {
      available = reader.advance();
    }
    readSinceMark |= available;
    return available;
  }

  UnboundedReader<T> reader() {
    return reader;
  }

  /** Asks the reader for its watermark, which never moves back. */
  void refreshWatermark() {
    if (started) {
      watermark = Math.max(watermark, reader.getWatermark().getMillis());
    }
  }

  long watermark() {
    return watermark;
  }

  boolean ended() {
    return watermark >= BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
  }

  /** A mark after all records read so far, null if there were none since the last one. */
  @Nullable CheckpointMark mark() {
    if (!readSinceMark) {
      return null;
    }
    readSinceMark = false;
    return reader.getCheckpointMark();
  }

  void close() throws IOException {
    reader.close();
  }
}
