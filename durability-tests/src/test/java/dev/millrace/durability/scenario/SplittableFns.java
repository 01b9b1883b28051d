/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import dev.millrace.durability.child.Moment;
import dev.millrace.durability.child.Work;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Splittable functions that read the events, each element a part of them. */
final class SplittableFns {
  /** How many parts there are. */
  static final int PARTS = 4;

  private static final int SIZE = Events.COUNT / PARTS;

  private SplittableFns() {}

  private static int number(int part, long position) {
    return (int) position * PARTS + part;
  }

  /** Reads a part at a stretch. */
  @DoFn.BoundedPerElement
  static final class Bounded extends DoFn<Integer, KV<String, Integer>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element Integer part,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<KV<String, Integer>> output) {
      Pace pace = new Pace();
      for (long at = tracker.currentRestriction().getFrom(); tracker.tryClaim(at); at++) {
        pace.await();
        int number = number(part, at);
        output.outputWithTimestamp(Events.event(number), Events.time(number));
      }
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, SIZE);
    }
  }

  /**
   * Reads a part as a stream, a few elements at a time, and says how far time has come. What has
   * been finalized must not be read again.
   */
  @DoFn.UnboundedPerElement
  static final class Unbounded extends DoFn<Integer, KV<String, Integer>> {
    private static final long serialVersionUID = 1L;
    private static final String FINALIZED = "finalized by a splittable function";
    private static final int AT_ONCE = 3;
    private static final Duration DELAY = Duration.millis(20);
    private static final Set<String> BEFORE = ConcurrentHashMap.newKeySet();

    @Setup
    public void setUp() {
      if (BEFORE.isEmpty()) {
        BEFORE.addAll(Work.noted(Work.directory(), FINALIZED));
      }
    }

    @ProcessElement
    public ProcessContinuation process(
        @Element Integer part,
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator,
        BundleFinalizer finalizer,
        OutputReceiver<KV<String, Integer>> output) {
      long first = tracker.currentRestriction().getFrom();
      for (long at = first; at < first + AT_ONCE; at++) {
        if (!tracker.tryClaim(at)) {
          return ProcessContinuation.stop();
        }
        int number = number(part, at);
        if (BEFORE.contains(Integer.toString(number))) {
          Work.violation(number + " is read again, but had been finalized");
        }
        output.outputWithTimestamp(Events.event(number), Events.time(number));
        estimator.setWatermark(Events.watermark(number(part, at + 1)));
        finalizer.afterBundleCommit(
            BoundedWindow.TIMESTAMP_MAX_VALUE,
            () -> {
              Work.note(FINALIZED, Integer.toString(number));
              Moment.CALLBACK.reached();
            });
      }
      return ProcessContinuation.resume()
          .withResumeDelay(
              Integer.getInteger(Pace.EVENTS_PER_SECOND, 0) == 0 ? Duration.ZERO : DELAY);
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, SIZE);
    }

    @TruncateRestriction
    @SuppressWarnings("unchecked") // what Beam's own method answers has no type
    public RestrictionTracker.TruncateResult<OffsetRange> truncate(
        @Restriction OffsetRange restriction) {
      return RestrictionTracker.TruncateResult.of(restriction);
    }

    @GetInitialWatermarkEstimatorState
    public Instant initialWatermark() {
      return Events.START;
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.Manual watermarkEstimator(@WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.Manual(state);
    }
  }
}
