/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import dev.millrace.benchmarks.workload.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * Generates the elements of a range of indices.
 *
 * @param <T> the type of the elements
 */
final class RangeSource<T> extends BoundedSource<T> {
  private static final long serialVersionUID = 1L;
  private static final long BYTES_PER_ELEMENT = 16;

  private final Elements<T> elements;
  private final Coder<T> coder;
  private final boolean timed;
  private final long from;
  private final long to;

  private RangeSource(Elements<T> elements, Coder<T> coder, boolean timed, long from, long to) {
    this.elements = elements;
    this.coder = coder;
    this.timed = timed;
    this.from = from;
    this.to = to;
  }

  /** The first {@code count} elements, without times. */
  static <T> RangeSource<T> untimed(long count, Elements<T> elements, Coder<T> coder) {
    return new RangeSource<>(elements, coder, false, 0, count);
  }

  /** The first {@code count} elements, each at its time. */
  static <T> RangeSource<T> timed(long count, Elements<T> elements, Coder<T> coder) {
    return new RangeSource<>(elements, coder, true, 0, count);
  }

  @Override
  public List<RangeSource<T>> split(long desiredBundleSizeBytes, PipelineOptions options) {
    long size = Math.max(1, desiredBundleSizeBytes / BYTES_PER_ELEMENT);
    long parts = Math.max(1, (to - from + size - 1) / size);
    List<RangeSource<T>> sources = new ArrayList<>();
    for (long i = 0; i < parts; i++) {
      sources.add(
          new RangeSource<>(
              elements,
              coder,
              timed,
              from + (to - from) * i / parts,
              from + (to - from) * (i + 1) / parts));
    }
    return sources;
  }

  @Override
  public long getEstimatedSizeBytes(PipelineOptions options) {
    return (to - from) * BYTES_PER_ELEMENT;
  }

  @Override
  public Coder<T> getOutputCoder() {
    return coder;
  }

  @Override
  public BoundedReader<T> createReader(PipelineOptions options) {
    return new Reader<>(this);
  }

  private static final class Reader<T> extends BoundedReader<T> {
    private final RangeSource<T> source;
    private long index;
    private T current;

    Reader(RangeSource<T> source) {
      this.source = source;
      this.index = source.from - 1;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (++index >= source.to) {
        current = null;
        return false;
      }
      current = source.elements.at(index);
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
      return source.timed
          ? Instant.ofEpochMilli(Data.millis(index))
          : BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @Override
    public RangeSource<T> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
