/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.OffsetRangeTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows fire while a splittable function goes on, as far as its estimator lets them. */
@Timeout(60)
class WatermarkEstimatorsTest {
  private static final Duration WINDOW = Duration.millis(100);

  private final SharedLatch windows = new SharedLatch(3);
  private final Notes wrong = new Notes();

  /** How a function tells its watermark. */
  enum Kind {
    MANUAL,
    WALL_TIME,
    MONOTONICALLY_INCREASING
  }

  /** A range that says it may never end. */
  static final class EndlessTracker extends OffsetRangeTracker {
    EndlessTracker(OffsetRange range) {
      super(range);
    }

    @Override
    public IsBounded isBounded() {
      return IsBounded.UNBOUNDED;
    }
  }

  /** Emits one element every few milliseconds, at the time that it is. */
  static final class Tick extends DoFn<String, Long> {
    private static final long serialVersionUID = 1L;
    private final Kind kind;

    Tick(Kind kind) {
      this.kind = kind;
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker,
        WatermarkEstimator<Instant> estimator,
        OutputReceiver<Long> output) {
      long position = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(position)) {
        return ProcessContinuation.stop();
      }
      Instant now = Instant.now();
      output.outputWithTimestamp(position, now);
      if (estimator instanceof ManualWatermarkEstimator<Instant> manual) {
        manual.setWatermark(now);
      }
      return ProcessContinuation.resume().withResumeDelay(Duration.millis(5));
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, Long.MAX_VALUE);
    }

    @NewTracker
    public OffsetRangeTracker tracker(@Restriction OffsetRange range) {
      return new EndlessTracker(range);
    }

    @GetInitialWatermarkEstimatorState
    public Instant watermark() {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @NewWatermarkEstimator
    public WatermarkEstimator<Instant> estimator(@WatermarkEstimatorState Instant state) {
      return switch (kind) {
        case MANUAL -> new WatermarkEstimators.Manual(state);
        case WALL_TIME -> new WatermarkEstimators.WallTime(state);
        case MONOTONICALLY_INCREASING -> new WatermarkEstimators.MonotonicallyIncreasing(state);
      };
    }
  }

  /** Counts windows down, and notes those that came before their end, or not on time. */
  static final class CountWindows extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch windows;
    private final Notes wrong;

    CountWindows(WatermarkEstimatorsTest test) {
      this.windows = test.windows;
      this.wrong = test.wrong;
    }

    @ProcessElement
    public void process(IntervalWindow window, PaneInfo pane, CausedByDrain drain) {
      boolean early = drain == CausedByDrain.NORMAL && window.maxTimestamp().isAfterNow();
      if (early || pane.getTiming() != PaneInfo.Timing.ON_TIME) {
        wrong.add(window + " " + pane);
      }
      windows.countDown();
    }
  }

  @Tag("beam-2.73") // the first whose functions may ask for a CausedByDrain
  @ParameterizedTest
  @EnumSource
  void windowsFireOnTimeAndNotBeforeTheirEnd(Kind kind) throws Exception {
    Pipeline pipeline = TestPipelines.withOptions("--blockOnRun=false", "--parallelism=2");
    pipeline
        .apply(Create.of("a"))
        .apply(ParDo.of(new Tick(kind)))
        .apply(Window.into(FixedWindows.of(WINDOW)))
        .apply(WithKeys.of("all"))
        .apply(Count.perKey())
        .apply(ParDo.of(new CountWindows(this)));
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();

    windows.awaitOrFail();
    result.drain();

    assertEquals(State.DONE, result.waitUntilFinish());
    assertEquals(List.of(), wrong.inOrder());
  }
}
