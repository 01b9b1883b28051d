/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** Sources of some numbers whose every call is noted. */
final class NotedSources {
  private static final int SPLITS = 2;

  private NotedSources() {}

  /** Numbers up to a count. */
  static final class Bounded extends BoundedSource<Long> {
    private static final long serialVersionUID = 1L;
    private final long count;

    Bounded(long count) {
      this.count = count;
    }

    @Override
    public List<? extends BoundedSource<Long>> split(long desired, PipelineOptions options) {
      Calls.note("bounded split");
      return List.of(new Bounded(count / SPLITS), new Bounded(count - count / SPLITS));
    }

    // Also asked for by the translation, which is no part of the job.
    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return count;
    }

    @Override
    public BoundedReader<Long> createReader(PipelineOptions options) {
      Calls.note("bounded createReader");
      return new Reader();
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }

    private final class Reader extends BoundedReader<Long> {
      private long current = -1;

      @Override
      public boolean start() {
        Calls.note("bounded start");
        return ++current < count;
      }

      @Override
      public boolean advance() {
        Calls.note("bounded advance");
        return ++current < count;
      }

      @Override
      public Long getCurrent() {
        Calls.note("bounded getCurrent");
        return current;
      }

      @Override
      public Instant getCurrentTimestamp() {
        Calls.note("bounded getCurrentTimestamp");
        return Instant.ofEpochMilli(current);
      }

      @Override
      public Double getFractionConsumed() {
        Calls.note("bounded getFractionConsumed");
        return (double) current / count;
      }

      @Override
      public @Nullable BoundedSource<Long> splitAtFraction(double fraction) {
        Calls.note("bounded splitAtFraction");
        return null;
      }

      @Override
      public void close() {
        Calls.note("bounded close");
      }

      @Override
      public BoundedSource<Long> getCurrentSource() {
        return Bounded.this;
      }
    }
  }

  /** One number, after which time ends. */
  static final class Unbounded extends UnboundedSource<Long, Mark> {
    private static final long serialVersionUID = 1L;

    @Override
    public List<? extends UnboundedSource<Long, Mark>> split(int desired, PipelineOptions options) {
      Calls.note("unbounded split");
      return List.of(this);
    }

    @Override
    public UnboundedReader<Long> createReader(PipelineOptions options, @Nullable Mark mark) {
      Calls.note("unbounded createReader");
      return new Reader();
    }

    @Override
    public Coder<Mark> getCheckpointMarkCoder() {
      return SerializableCoder.of(Mark.class);
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }

    private final class Reader extends UnboundedReader<Long> {
      private boolean ended;

      @Override
      public boolean start() {
        Calls.note("unbounded start");
        return true;
      }

      @Override
      public boolean advance() {
        Calls.note("unbounded advance");
        ended = true;
        return false;
      }

      @Override
      public Long getCurrent() throws NoSuchElementException {
        Calls.note("unbounded getCurrent");
        return 1L;
      }

      @Override
      public Instant getCurrentTimestamp() {
        Calls.note("unbounded getCurrentTimestamp");
        return Instant.ofEpochMilli(1);
      }

      @Override
      public Instant getWatermark() {
        Calls.note("unbounded getWatermark");
        return ended ? BoundedWindow.TIMESTAMP_MAX_VALUE : BoundedWindow.TIMESTAMP_MIN_VALUE;
      }

      @Override
      public Mark getCheckpointMark() {
        Calls.note("unbounded getCheckpointMark");
        return new Mark();
      }

      @Override
      public void close() throws IOException {
        Calls.note("unbounded close");
      }

      @Override
      public Unbounded getCurrentSource() {
        return Unbounded.this;
      }
    }
  }

  /** A mark whose finalization is noted. */
  static final class Mark implements UnboundedSource.CheckpointMark, java.io.Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public void finalizeCheckpoint() {
      Calls.note("unbounded finalizeCheckpoint");
    }
  }
}
