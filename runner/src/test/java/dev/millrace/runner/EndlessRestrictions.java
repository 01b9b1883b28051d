/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;

/** Splittable functions, and a source, that have no end. */
final class EndlessRestrictions {
  private EndlessRestrictions() {}

  @DoFn.BoundedPerElement
  static final class Claim extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    Claim(Endless endless) {
      super(endless);
    }

    @GetInitialRestriction
    public OffsetRange restriction() {
      return new OffsetRange(0, Long.MAX_VALUE);
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      long first = tracker.currentRestriction().getFrom();
      for (long position = first; tracker.tryClaim(position); position++) {
        if (!endless.goesOn()) {
          tracker.trySplit(0);
          return;
        }
      }
    }
  }

  @DoFn.BoundedPerElement
  static final class SplitForEver extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    SplitForEver(Endless endless) {
      super(endless);
    }

    @GetInitialRestriction
    public OffsetRange restriction() {
      return new OffsetRange(0, 1);
    }

    @SplitRestriction
    public void split(@Restriction OffsetRange range, OutputReceiver<OffsetRange> parts) {
      while (endless.goesOnSlowly()) {
        parts.output(range);
      }
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      tracker.tryClaim(0L);
    }
  }

  @DoFn.BoundedPerElement
  static final class SizeSlowly extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    SizeSlowly(Endless endless) {
      super(endless);
    }

    @GetInitialRestriction
    public OffsetRange restriction() {
      return new OffsetRange(0, 1);
    }

    @SplitRestriction
    public void split(@Restriction OffsetRange range, OutputReceiver<OffsetRange> parts) {
      for (int i = 0; i < 200_000; i++) {
        parts.output(range);
      }
    }

    @GetSize
    public double size() {
      endless.goesOnSlowly();
      return 1;
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      tracker.tryClaim(0L);
    }
  }

  /** A bounded source that has no end, and never splits. */
  static final class EndlessSource extends BoundedSource<Integer> {
    private static final long serialVersionUID = 1L;
    private final Endless endless;

    EndlessSource(Endless endless) {
      this.endless = endless;
    }

    @Override
    public List<EndlessSource> split(long bytes, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return 0;
    }

    @Override
    public Coder<Integer> getOutputCoder() {
      return VarIntCoder.of();
    }

    @Override
    public BoundedReader<Integer> createReader(PipelineOptions options) {
      return new BoundedReader<>() {
        @Override
        public boolean start() {
          return endless.goesOn();
        }

        @Override
        public boolean advance() {
          return endless.goesOn();
        }

        @Override
        public Integer getCurrent() throws NoSuchElementException {
          return 1;
        }

        @Override
        public void close() {}

        @Override
        public BoundedSource<Integer> getCurrentSource() {
          return EndlessSource.this;
        }
      };
    }
  }
}
