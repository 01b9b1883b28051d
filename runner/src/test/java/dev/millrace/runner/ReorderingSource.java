/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * A bounded source of numbers in splits, each in another order whenever it is opened. In the midst
 * of a split it gives nothing but {@link #FILLER} until the test has seen enough, or until what it
 * gives is not processed at once but kept.
 */
final class ReorderingSource extends BoundedSource<Integer> {
  private static final long serialVersionUID = 1L;
  private static final AtomicLong OPENED = new AtomicLong();
  private static final ThreadLocal<Boolean> PROCESSED = ThreadLocal.withInitial(() -> false);

  /** Given in place of a number. */
  static final int FILLER = -1;

  private final int begin;
  private final int end;
  private final int splits;
  private final SharedLatch enough;

  private ReorderingSource(int begin, int end, int splits, SharedLatch enough) {
    this.begin = begin;
    this.end = end;
    this.splits = splits;
    this.enough = enough;
  }

  /** The numbers below {@code end}, in so many splits, with fillers until {@code enough} opens. */
  static ReorderingSource upTo(int end, int splits, SharedLatch enough) {
    return new ReorderingSource(0, end, splits, enough);
  }

  /** A filler has been processed, in the thread that reads. */
  static void fillerProcessed() {
    PROCESSED.set(true);
  }

  @Override
  public List<ReorderingSource> split(long bytes, PipelineOptions options) {
    int count = end - begin;
    return IntStream.range(0, splits)
        .mapToObj(
            i ->
                new ReorderingSource(
                    begin + i * count / splits, begin + (i + 1) * count / splits, 1, enough))
        .toList();
  }

  @Override
  public long getEstimatedSizeBytes(PipelineOptions options) {
    return (long) end - begin;
  }

  @Override
  public Coder<Integer> getOutputCoder() {
    return VarIntCoder.of();
  }

  @Override
  public BoundedReader<Integer> createReader(PipelineOptions options) {
    return new Reader(this);
  }

  private static final class Reader extends BoundedReader<Integer> {
    private final ReorderingSource source;
    private final List<Integer> numbers;
    private int next;
    private boolean filling;
    private boolean filled;

    Reader(ReorderingSource source) {
      this.source = source;
      this.numbers = new ArrayList<>(IntStream.range(source.begin, source.end).boxed().toList());
      Collections.shuffle(numbers, new Random(OPENED.incrementAndGet()));
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (next == numbers.size()) {
        return false;
      }
      filled |= filling && !PROCESSED.get();
      filling = !filled && next == numbers.size() / 2 && !source.enough.isOpen();
      PROCESSED.set(false);
      if (!filling) {
        next++;
      }
      return true;
    }

    @Override
    public Integer getCurrent() {
      return filling ? FILLER : numbers.get(next - 1);
    }

    @Override
    public ReorderingSource getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
