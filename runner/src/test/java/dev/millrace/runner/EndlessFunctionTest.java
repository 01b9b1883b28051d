/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItems;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.UnboundedPerElement;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A splittable function that never returns by itself is cut, so that time goes on behind it. */
@Timeout(60)
class EndlessFunctionTest {
  private static final int WINDOWS = 50;

  private final Notes notes = new Notes();
  private final SharedLatch closed = new SharedLatch(WINDOWS);

  /** Claims one position after the other, for ever. The tracker of its range says that it ends. */
  @UnboundedPerElement
  static final class Positions extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, Long.MAX_VALUE);
    }

    @GetInitialWatermarkEstimatorState
    public Instant initialWatermark() {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.MonotonicallyIncreasing estimator(
        @WatermarkEstimatorState Instant watermark) {
      return new WatermarkEstimators.MonotonicallyIncreasing(watermark);
    }

    @ProcessElement
    public ProcessContinuation process(
        @Element String element,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<String> output) {
      long position = tracker.currentRestriction().getFrom();
      while (tracker.tryClaim(position)) {
        output.outputWithTimestamp(element, new Instant(position));
        position++;
      }
      return ProcessContinuation.stop();
    }
  }

  /** Notes what windows had. */
  static final class NoteCount extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;
    private final SharedLatch closed;

    NoteCount(Notes notes, SharedLatch closed) {
      this.notes = notes;
      this.closed = closed;
    }

    @ProcessElement
    public void process(@Element KV<String, Long> count, @Timestamp Instant end) {
      notes.add(count.getValue() + " until " + end.getMillis());
      closed.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void itsWindowsCloseThoughItsTrackerTakesItForBounded(int parallelism) throws Exception {
    Pipeline pipeline =
        TestPipelines.withOptions("--blockOnRun=false", "--parallelism=" + parallelism);
    pipeline
        .apply(Create.of("a"))
        .apply(ParDo.of(new Positions()))
        .apply(Window.into(FixedWindows.of(Duration.millis(100))))
        .apply(Count.perElement())
        .apply(ParDo.of(new NoteCount(notes, closed)));

    PipelineResult result = pipeline.run();

    closed.awaitOrFail();
    result.cancel();
    assertThat(notes.inOrder(), hasItems("100 until 99", "100 until 199", "100 until 4899"));
  }
}
