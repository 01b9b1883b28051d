/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import dev.millrace.benchmarks.workload.Data;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * Streams generated elements in order of their times, then ends. Splits take elements by turns, so
 * that they are at the same time all along.
 *
 * @param <T> the type of the elements
 */
final class StreamSource<T> extends UnboundedSource<T, StreamSource.Position> {
  private static final long serialVersionUID = 1L;

  private final Elements<T> elements;
  private final Coder<T> coder;
  private final Schedule schedule;
  private final long count;
  private final int stride;
  private final int offset;

  private StreamSource(
      Elements<T> elements, Coder<T> coder, Schedule schedule, long count, int stride, int offset) {
    this.elements = elements;
    this.schedule = schedule;
    this.coder = coder;
    this.count = count;
    this.stride = stride;
    this.offset = offset;
  }

  /** The first {@code count} elements, as fast as they are asked for. */
  static <T> StreamSource<T> unpaced(long count, Elements<T> elements, Coder<T> coder) {
    return paced(count, elements, coder, index -> true);
  }

  /** The first {@code count} elements, none of them before it is due. */
  static <T> StreamSource<T> paced(
      long count, Elements<T> elements, Coder<T> coder, Schedule schedule) {
    return new StreamSource<>(elements, coder, schedule, count, 1, 0);
  }

  @Override
  public List<StreamSource<T>> split(int desiredSplits, PipelineOptions options) {
    List<StreamSource<T>> splits = new ArrayList<>();
    for (int i = 0; i < desiredSplits; i++) {
      splits.add(
          new StreamSource<>(
              elements, coder, schedule, count, stride * desiredSplits, offset + i * stride));
    }
    return splits;
  }

  @Override
  public UnboundedReader<T> createReader(PipelineOptions options, Position position) {
    return new Reader<>(this, position == null ? offset : position.next());
  }

  @Override
  public Coder<T> getOutputCoder() {
    return coder;
  }

  @Override
  public Coder<Position> getCheckpointMarkCoder() {
    return DelegateCoder.of(VarLongCoder.of(), Position::next, Position::new);
  }

  /** When elements come. */
  interface Schedule extends Serializable {
    /** Whether the element of an index may be read now. */
    boolean isDue(long index);
  }

  /**
   * How far a split has been read.
   *
   * @param next the index of the next element
   */
  record Position(long next) implements CheckpointMark, Serializable {
    @Override
    public void finalizeCheckpoint() {}
  }

  private static final class Reader<T> extends UnboundedReader<T> {
    private final StreamSource<T> source;
    private long next;
    private T current;

    Reader(StreamSource<T> source, long next) {
      this.source = source;
      this.next = next;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (next >= source.count || !source.schedule.isDue(next)) {
        current = null;
        return false;
      }
      current = source.elements.at(next);
      next += source.stride;
      return true;
    }

    @Override
    public T getCurrent() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(Data.millis(next - source.stride));
    }

    @Override
    public Instant getWatermark() {
      return next >= source.count
          ? BoundedWindow.TIMESTAMP_MAX_VALUE
          : Instant.ofEpochMilli(Data.millis(next));
    }

    @Override
    public Position getCheckpointMark() {
      return new Position(next);
    }

    @Override
    public StreamSource<T> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
