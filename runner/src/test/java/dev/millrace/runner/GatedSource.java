/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * An unbounded source that gives the numbers from 0 on, those behind a gate once that is open, and
 * ends with the last one. A number is its own timestamp. Notes what is finalized.
 */
final class GatedSource extends UnboundedSource<Integer, GatedSource.Mark> {
  private static final long serialVersionUID = 1L;

  private final int step;
  private final int first;
  private final int count;
  private final int gateAt;
  private final SharedLatch gate;
  private final Notes finalized;

  private GatedSource(
      int first, int step, int count, int gateAt, SharedLatch gate, Notes finalized) {
    this.first = first;
    this.step = step;
    this.count = count;
    this.gateAt = gateAt;
    this.gate = gate;
    this.finalized = finalized;
  }

  /** Gives {@code count} numbers, those from {@code gateAt} on once {@code gate} is open. */
  static GatedSource of(int count, int gateAt, SharedLatch gate, Notes finalized) {
    return new GatedSource(0, 1, count, gateAt, gate, finalized);
  }

  /** How far it has been read: the next number. */
  static final class Mark implements CheckpointMark, Serializable {
    private static final long serialVersionUID = 1L;
    private final int next;
    private final Notes finalized;

    private Mark(int next, Notes finalized) {
      this.next = next;
      this.finalized = finalized;
    }

    @Override
    public void finalizeCheckpoint() {
      finalized.add("before " + next);
    }
  }

  @Override
  public List<GatedSource> split(int desired, PipelineOptions options) {
    List<GatedSource> splits = new ArrayList<>();
    for (int i = 0; i < desired; i++) {
      splits.add(new GatedSource(i, desired, count, gateAt, gate, finalized));
    }
    return splits;
  }

  @Override
  public Reader createReader(PipelineOptions options, Mark mark) {
    return new Reader(this, mark == null ? first : mark.next);
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return SerializableCoder.of(Mark.class);
  }

  @Override
  public Coder<Integer> getOutputCoder() {
    return VarIntCoder.of();
  }

  static final class Reader extends UnboundedReader<Integer> {
    private final GatedSource source;
    private int next;
    private int current = -1;

    private Reader(GatedSource source, int next) {
      this.source = source;
      this.next = next;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      if (next >= source.count || (next >= source.gateAt && !source.gate.isOpen())) {
        return false;
      }
      current = next;
      next += source.step;
      return true;
    }

    @Override
    public Integer getCurrent() {
      if (current < 0) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(getCurrent());
    }

    @Override
    public Instant getWatermark() {
      return next >= source.count ? BoundedWindow.TIMESTAMP_MAX_VALUE : Instant.ofEpochMilli(next);
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark(next, source.finalized);
    }

    @Override
    public UnboundedSource<Integer, ?> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
