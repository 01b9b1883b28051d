/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.OffsetBasedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** The events as a bounded source. */
abstract class PacedBoundedSource extends BoundedSource<KV<String, Integer>> {
  private static final long serialVersionUID = 1L;

  /** One that can be split, before it is read and while it is. */
  static BoundedSource<KV<String, Integer>> splittable() {
    return new Splittable(0, Events.COUNT);
  }

  /** One that cannot be split at all. */
  static BoundedSource<KV<String, Integer>> whole() {
    return new Whole();
  }

  @Override
  public Coder<KV<String, Integer>> getOutputCoder() {
    return Events.CODER;
  }

  private static final class Splittable extends OffsetBasedSource<KV<String, Integer>> {
    private static final long serialVersionUID = 1L;
    private static final int PARTS = 3;

    Splittable(long start, long end) {
      super(start, end, 1);
    }

    @Override
    public List<Splittable> split(long desiredBundleSizeBytes, PipelineOptions options) {
      List<Splittable> splits = new ArrayList<>();
      long size = (getEndOffset() - getStartOffset() + PARTS - 1) / PARTS;
      for (long start = getStartOffset(); start < getEndOffset(); start += size) {
        splits.add(new Splittable(start, Math.min(start + size, getEndOffset())));
      }
      return splits;
    }

    @Override
    public long getMaxEndOffset(PipelineOptions options) {
      return Events.COUNT;
    }

    @Override
    public OffsetBasedSource<KV<String, Integer>> createSourceForSubrange(long start, long end) {
      return new Splittable(start, end);
    }

    @Override
    public BoundedReader<KV<String, Integer>> createReader(PipelineOptions options) {
      return new SplittableReader(this);
    }

    @Override
    public Coder<KV<String, Integer>> getOutputCoder() {
      return Events.CODER;
    }
  }

  private static final class SplittableReader
      extends OffsetBasedSource.OffsetBasedReader<KV<String, Integer>> {
    private final Pace pace = new Pace();
    private long current = -1;

    SplittableReader(Splittable source) {
      super(source);
    }

    @Override
    protected boolean startImpl() {
      current = getCurrentSource().getStartOffset();
      pace.await();
      return true;
    }

    @Override
    protected boolean advanceImpl() {
      current++;
      pace.await();
      return current < Events.COUNT;
    }

    @Override
    protected long getCurrentOffset() {
      if (current < 0) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public KV<String, Integer> getCurrent() {
      return Events.event((int) getCurrentOffset());
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Events.time((int) getCurrentOffset());
    }

    @Override
    public void close() {}
  }

  private static final class Whole extends PacedBoundedSource {
    private static final long serialVersionUID = 1L;

    @Override
    public List<Whole> split(long desiredBundleSizeBytes, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return Events.COUNT;
    }

    @Override
    public BoundedReader<KV<String, Integer>> createReader(PipelineOptions options) {
      return new WholeReader(this);
    }
  }

  private static final class WholeReader extends BoundedSource.BoundedReader<KV<String, Integer>> {
    private final Whole source;
    private final Pace pace = new Pace();
    private int current = -1;

    WholeReader(Whole source) {
      this.source = source;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      current++;
      pace.await();
      return current < Events.COUNT / 2;
    }

    @Override
    public KV<String, Integer> getCurrent() {
      if (current < 0) {
        throw new NoSuchElementException();
      }
      return Events.event(current);
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Events.time(current);
    }

    @Override
    public BoundedSource<KV<String, Integer>> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
