/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.rocksdb;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** The numbers up to a count, those behind the gate of the {@link Course} once that has moved. */
final class NumberSource extends UnboundedSource<Long, NumberSource.Mark> {
  private static final long serialVersionUID = 1L;

  private final long first;
  private final int step;
  private final long count;

  private NumberSource(long first, int step, long count) {
    this.first = first;
    this.step = step;
    this.count = count;
  }

  static NumberSource of(long count) {
    return new NumberSource(0, 1, count);
  }

  @Override
  public List<NumberSource> split(int desired, PipelineOptions options) {
    List<NumberSource> splits = new ArrayList<>();
    for (int i = 0; i < desired; i++) {
      splits.add(new NumberSource(i, desired, count));
    }
    return splits;
  }

  @Override
  public UnboundedReader<Long> createReader(PipelineOptions options, Mark mark) {
    return new Reader(this, mark == null ? first : mark.next);
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return SerializableCoder.of(Mark.class);
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  /** The next number. */
  record Mark(long next) implements CheckpointMark, Serializable {
    @Override
    public void finalizeCheckpoint() {}
  }

  private static final class Reader extends UnboundedReader<Long> {
    private final NumberSource source;
    private long next;
    private long current = -1;

    Reader(NumberSource source, long next) {
      this.source = source;
      this.next = next;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (next >= Math.min(source.count, Course.gate())) {
        return false;
      }
      current = next;
      next += source.step;
      return true;
    }

    @Override
    public Long getCurrent() {
      if (current < 0) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.EPOCH;
    }

    @Override
    public Instant getWatermark() {
      return next >= source.count ? BoundedWindow.TIMESTAMP_MAX_VALUE : Instant.EPOCH;
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      return new Mark(next);
    }

    @Override
    public UnboundedSource<Long, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
