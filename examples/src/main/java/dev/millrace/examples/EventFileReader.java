/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** Reads an event file from a position to its end. */
final class EventFileReader extends UnboundedReader<String> {
  private final EventFileSource source;
  private @Nullable BufferedReader lines;
  private EventFilePosition position;
  private @Nullable String current;
  private boolean ended;
  private long nextDueNanos;

  EventFileReader(EventFileSource source, EventFilePosition position) {
    this.source = source;
    this.position = position;
  }

  @Override
  public boolean start() throws IOException {
    lines = open();
    lines.readLine();
    for (long i = 0; i < position.lines(); i++) {
      lines.readLine();
    }
    nextDueNanos = System.nanoTime();
    return advance();
  }

  private BufferedReader open() throws IOException {
    var matches = FileSystems.match(source.file()).metadata();
    if (matches.isEmpty()) {
      throw new FileNotFoundException(source.file());
    }
    return new BufferedReader(
        Channels.newReader(FileSystems.open(matches.get(0).resourceId()), StandardCharsets.UTF_8));
  }

  /** Answers false also before the next event is due; the runner then asks again later. */
  @Override
  public boolean advance() throws IOException {
    current = null;
    if (ended || System.nanoTime() - nextDueNanos < 0) {
      return false;
    }
    current = lines.readLine();
    if (current == null) {
      ended = true;
      return false;
    }
    nextDueNanos += source.nanosBetweenEvents();
    position =
        new EventFilePosition(
            position.lines() + 1,
            Math.max(position.latestMillis(), getCurrentTimestamp().getMillis()));
    return true;
  }

  @Override
  public String getCurrent() {
    if (current == null) {
      throw new NoSuchElementException();
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    String event = getCurrent();
    return Instant.parse(event.substring(0, event.indexOf(',')));
  }

  @Override
  public Instant getWatermark() {
    if (ended) {
      return BoundedWindow.TIMESTAMP_MAX_VALUE;
    }
    if (position.lines() == 0) {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }
    return Instant.ofEpochMilli(position.latestMillis()).minus(source.maxDelay());
  }

  @Override
  public EventFilePosition getCheckpointMark() {
    return position;
  }

  @Override
  public UnboundedSource<String, ?> getCurrentSource() {
    return source;
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
  }
}
