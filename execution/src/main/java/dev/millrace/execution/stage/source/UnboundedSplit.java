/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.StageHost;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A split of an unbounded source with its open reader.
 *
 * @param <T> the type of its elements
 * @param <MarkT> the type of its checkpoint marks
 */
final class UnboundedSplit<T, MarkT extends CheckpointMark> {
  private final UnboundedSource<T, MarkT> source;
  private final int of;
  private final UnboundedReader<T> reader;
  private final StageHost host;
  private final @Nullable RecentRecords recent;
  private byte @Nullable [] latestMark;
  private boolean started;
  private boolean readSinceMark;
  private long watermark;

  private UnboundedSplit(UnboundedSource<T, MarkT> source, UnassignedSplit split, StageHost host)
      throws IOException {
    this.source = source;
    this.host = host;
    this.of = split.of();
    this.latestMark = split.mark();
    this.watermark = split.watermark();
    this.reader =
        source.createReader(host.options(), latestMark == null ? null : decoded(latestMark));
    this.recent = source.requiresDeduping() ? recent(split) : null;
  }

  private static RecentRecords recent(UnassignedSplit split) throws IOException {
    RecentRecords recent = new RecentRecords();
    if (split.recent() != null) {
      recent.restore(split.recent());
    }
    return recent;
  }

  /** Opens a reader for {@code split}. */
  static UnboundedSplit<?, ?> of(UnassignedSplit split, StageHost host) throws IOException {
    return new UnboundedSplit<>(split.source(), split, host);
  }

  private MarkT decoded(byte[] mark) throws IOException {
    return CoderUtils.decodeFromByteArray(source.getCheckpointMarkCoder(), mark);
  }

  /** Moves to the next record that is new; false if there is none now. */
  boolean advance() throws IOException {
    boolean available = started ? reader.advance() : reader.start();
    started = true;
    readSinceMark |= available;
    while (available && recent != null && !isNew(recent)) {
      available = reader.advance();
    }
    return available;
  }

  private boolean isNew(RecentRecords known) {
    return known.isNew(reader.getCurrentRecordId(), host.processingTime());
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

  /** Whether there are records that no mark has. */
  boolean hasReadSinceMark() {
    return readSinceMark;
  }

  /**
   * The split as another reader can go on with it. A reader that has found nothing is asked for a
   * mark, too: it may know where it began, which another one would not.
   *
   * @param goesOn whether it is read on
   * @param finalizer takes the mark that it goes on from, if that is a new one
   */
  UnassignedSplit asOfNow(boolean goesOn, Consumer<CheckpointMark> finalizer) throws IOException {
    if (readSinceMark || (goesOn && started && !ended())) {
      readSinceMark = false;
      takeMark(finalizer);
    }
    byte[] known = recent == null ? null : recent.encoded(host.processingTime());
    return new UnassignedSplit(source, latestMark, known, watermark, of);
  }

  @SuppressWarnings("unchecked") // a reader makes marks of the type that its source says
  private void takeMark(Consumer<CheckpointMark> finalizer) throws IOException {
    MarkT mark = (MarkT) reader.getCheckpointMark();
    if (mark != null) {
      latestMark = CoderUtils.encodeToByteArray(source.getCheckpointMarkCoder(), mark);
      finalizer.accept(mark);
    }
  }

  @Override
  public String toString() {
    return Rendering.value(source);
  }

  void close() throws IOException {
    reader.close();
  }
}
