/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Splittable DoFns: restrictions, claims, and residuals that wait. */
final class SplittableCases {
  private SplittableCases() {}

  static List<GrowthCase> all() {
    return List.of(
        GrowthCase.of("restrictions", n -> run(numbers(n), new Bounded(10, 10))),
        GrowthCase.of("claims of one restriction", n -> run(numbers(1), new Bounded(n, n))),
        GrowthCase.of("splits of one restriction", n -> run(numbers(1), new Bounded(10L * n, 10))),
        GrowthCase.of(
            "splits that others may take",
            n ->
                run(
                    Inputs.bounded(Inputs.pipeline("--parallelism=4"), 1),
                    new Bounded(10L * n, 10))),
        GrowthCase.of("residuals of one restriction", n -> run(created(1), new Pausing(n, 0))),
        GrowthCase.of("residuals that wait", n -> run(numbers(n), new Pausing(2, 50))),
        GrowthCase.of("residuals that wait again", n -> run(numbers(n), new Pausing(8, 50))),
        GrowthCase.of("residuals that resume at once", n -> run(numbers(n), new Pausing(8, 0))));
  }

  private static PCollection<Long> numbers(int n) {
    return Inputs.bounded(Inputs.pipeline(), n);
  }

  private static PCollection<Long> created(int n) {
    return Inputs.pipeline().apply(Create.of((long) n));
  }

  private static Pipeline run(PCollection<Long> numbers, DoFn<Long, Long> fn) {
    numbers.apply("Split", ParDo.of(fn)).apply(Inputs.sink());
    return numbers.getPipeline();
  }

  /** Claims all offsets of a restriction. */
  @DoFn.BoundedPerElement
  static final class Bounded extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final long claims;
    private final long perSplit;

    Bounded(long claims, long perSplit) {
      this.claims = claims;
      this.perSplit = perSplit;
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, claims);
    }

    @SplitRestriction
    public void split(@Restriction OffsetRange range, OutputReceiver<OffsetRange> output) {
      for (long from = range.getFrom(); from < range.getTo(); from += perSplit) {
        output.output(new OffsetRange(from, Math.min(range.getTo(), from + perSplit)));
      }
    }

    @ProcessElement
    public void process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        output.output(i);
      }
    }
  }

  /** Claims one offset, and then pauses. */
  @DoFn.UnboundedPerElement
  static final class Pausing extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final long claims;
    private final long pauseMillis;

    Pausing(long claims, long pauseMillis) {
      this.claims = claims;
      this.pauseMillis = pauseMillis;
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, claims);
    }

    @GetInitialWatermarkEstimatorState
    public Instant watermark(@Timestamp Instant timestamp) {
      return timestamp;
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.Manual(state);
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator,
        @Timestamp Instant timestamp,
        OutputReceiver<Long> output) {
      long i = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(i)) {
        return ProcessContinuation.stop();
      }
      output.output(i);
      estimator.setWatermark(timestamp.plus(Duration.millis(i)));
      return ProcessContinuation.resume().withResumeDelay(Duration.millis(pauseMillis));
    }
  }
}
