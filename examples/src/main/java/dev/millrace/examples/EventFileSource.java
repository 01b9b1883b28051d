/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * Plays a file of events as a stream: lines in order of arrival, their first field the time at
 * which they happened, which is out of order.
 *
 * <p>The watermark trails the latest event time seen by a fixed delay; an event further behind is
 * late. The end of the file is the end of the stream. A reader that resumes from a checkpoint mark
 * skips the lines that were read before it.
 */
final class EventFileSource extends UnboundedSource<String, EventFilePosition> {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final Duration maxDelay;
  private final int eventsPerSecond;

  /**
   * A source.
   *
   * @param file a file with one heading line, then an event per line
   * @param maxDelay how far behind the latest event one may be without being late
   * @param eventsPerSecond the pace; 0 for as fast as possible
   */
  EventFileSource(String file, Duration maxDelay, int eventsPerSecond) {
    this.file = file;
    this.maxDelay = maxDelay;
    this.eventsPerSecond = eventsPerSecond;
  }

  String file() {
    return file;
  }

  Duration maxDelay() {
    return maxDelay;
  }

  /** How long after an event the next one comes, in nanoseconds. */
  long nanosBetweenEvents() {
    return eventsPerSecond == 0 ? 0 : 1_000_000_000L / eventsPerSecond;
  }

  /** Answers this source alone: what arrives in one order cannot be read in parallel. */
  @Override
  public List<EventFileSource> split(int desiredSplits, PipelineOptions options) {
    return List.of(this);
  }

  @Override
  public UnboundedReader<String> createReader(
      PipelineOptions options, @Nullable EventFilePosition position) throws IOException {
    return new EventFileReader(this, position == null ? EventFilePosition.START : position);
  }

  @Override
  public Coder<EventFilePosition> getCheckpointMarkCoder() {
    return SerializableCoder.of(EventFilePosition.class);
  }

  @Override
  public Coder<String> getOutputCoder() {
    return StringUtf8Coder.of();
  }
}
