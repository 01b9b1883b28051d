/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** An unbounded source that a test feeds. Fails at the record "fail". */
final class FedSource extends UnboundedSource<String, FedSource.Mark> {
  private static final long serialVersionUID = 1L;
  private static final int ALL = -1;

  private final Feed feed;
  private final Kind kind;
  private final int split;

  private enum Kind {
    PLAIN,
    DEDUPING,
    WITHOUT_MARK_CODER
  }

  private FedSource(Feed feed, Kind kind, int split) {
    this.feed = feed;
    this.kind = kind;
    this.split = split;
  }

  static FedSource of(Feed feed) {
    return new FedSource(feed, Kind.PLAIN, ALL);
  }

  static FedSource deduping(Feed feed) {
    return new FedSource(feed, Kind.DEDUPING, ALL);
  }

  static FedSource withoutMarkCoder(Feed feed) {
    return new FedSource(feed, Kind.WITHOUT_MARK_CODER, ALL);
  }

  @Override
  public List<FedSource> split(int desiredNumSplits, PipelineOptions options) {
    feed.journal.add("split");
    List<FedSource> splits = new ArrayList<>();
    for (int i = 0; i < feed.splits().size(); i++) {
      splits.add(new FedSource(feed, kind, i));
    }
    return splits;
  }

  @Override
  public boolean requiresDeduping() {
    return kind == Kind.DEDUPING;
  }

  @Override
  public UnboundedReader<String> createReader(PipelineOptions options, @Nullable Mark mark) {
    return new Reader(this, mark);
  }

  @Override
  public Coder<String> getOutputCoder() {
    return StringUtf8Coder.of();
  }

  @Override
  public @Nullable Coder<Mark> getCheckpointMarkCoder() {
    return kind == Kind.WITHOUT_MARK_CODER ? null : SerializableCoder.of(Mark.class);
  }

  /** A mark that notes when it is finalized. */
  static final class Mark implements CheckpointMark, Serializable {
    private static final long serialVersionUID = 1L;
    private final Feed feed;
    private final String name;
    private final int index;

    Mark(Feed feed, String name, int index) {
      this.feed = feed;
      this.name = name;
      this.index = index;
      feed.journal.add("mark after " + name);
    }

    @Override
    public void finalizeCheckpoint() {
      feed.journal.add("finalized " + name);
    }
  }

  private static final class Reader extends UnboundedReader<String> {
    private final FedSource source;
    private int index;
    private Feed.Item current;

    Reader(FedSource source, @Nullable Mark mark) {
      this.source = source;
      this.index = mark == null ? -1 : mark.index;
    }

    @Override
    public boolean start() {
      source.feed.journal.add("start " + source.split);
      return advance();
    }

    @Override
    public boolean advance() {
      Feed.Item next = split().get(index + 1);
      if (next == null) {
        return false;
      }
      if (next.value().equals("fail")) {
        throw new IllegalStateException("deliberate");
      }
      index++;
      current = next;
      return true;
    }

    private Feed.Split split() {
      return source.feed.splits().get(source.split);
    }

    private Feed.Item current() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public String getCurrent() {
      return current().value();
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(current().millis());
    }

    @Override
    public byte[] getCurrentRecordId() {
      return current().recordId().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Instant getWatermark() {
      return Instant.ofEpochMilli(split().watermark());
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      return new Mark(source.feed, current == null ? "nothing" : current.value(), index);
    }

    @Override
    public UnboundedSource<String, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {
      source.feed.journal.add("close " + source.split);
    }
  }
}
