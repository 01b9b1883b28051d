/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** An unbounded source of numbers, each a millisecond after the one before. */
final class NumberStream extends UnboundedSource<Long, NumberStream.Mark> {
  private static final long serialVersionUID = 1L;

  /** Counted down by sources without an end when they have nothing more. */
  static volatile CountDownLatch allRead = new CountDownLatch(1);

  private final long numbers;
  private final long lead;
  private final boolean ids;

  /**
   * The numbers below {@code numbers}.
   *
   * @param lead how many milliseconds the watermark is behind; if negative, it stands still and the
   *     source has no end
   * @param ids whether records have ids, by which to find those that come twice
   */
  NumberStream(long numbers, long lead, boolean ids) {
    this.numbers = numbers;
    this.lead = lead;
    this.ids = ids;
  }

  @Override
  public List<NumberStream> split(int desired, PipelineOptions options) {
    return List.of(this);
  }

  @Override
  public UnboundedReader<Long> createReader(PipelineOptions options, @Nullable Mark mark) {
    return new Reader(this);
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return SerializableCoder.of(Mark.class);
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public boolean requiresDeduping() {
    return ids;
  }

  record Mark(long next) implements CheckpointMark, java.io.Serializable {
    @Override
    public void finalizeCheckpoint() throws IOException {}
  }

  private static final class Reader extends UnboundedReader<Long> {
    private final NumberStream source;
    private long current = -1;

    Reader(NumberStream source) {
      this.source = source;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (current + 1 >= source.numbers) {
        current = source.numbers;
        if (source.lead < 0) {
          allRead.countDown();
        }
        return false;
      }
      current++;
      return true;
    }

    @Override
    public Long getCurrent() {
      if (current < 0 || current >= source.numbers) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(getCurrent());
    }

    @Override
    public byte[] getCurrentRecordId() {
      return ByteBuffer.allocate(Long.BYTES).putLong(getCurrent()).array();
    }

    @Override
    public Instant getWatermark() {
      if (source.lead < 0) {
        return BoundedWindow.TIMESTAMP_MIN_VALUE;
      }
      return current >= source.numbers
          ? BoundedWindow.TIMESTAMP_MAX_VALUE
          : Instant.ofEpochMilli(current - source.lead);
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark(current + 1);
    }

    @Override
    public NumberStream getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
