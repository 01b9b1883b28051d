/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static dev.millrace.execution.stage.splittable.Ranges.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.Conditions;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.StageFailure;
import java.util.List;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Elements that get restrictions. */
class SplitRestrictionTest {
  private static final IntervalWindow FIRST = window(0, 10);

  /** As many positions as the element has characters. */
  static class Whole extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      throw new UnsupportedOperationException(tracker.toString());
    }

    @GetInitialRestriction
    public OffsetRange initial(@Element String element) {
      if (element.equals("fail")) {
        throw new IllegalStateException("deliberate");
      }
      return new OffsetRange(0, element.length());
    }
  }

  private static OperatorHarness splitting(DoFn<String, String> fn) {
    return OperatorHarness.of(Specs.of(fn).split(OperatorHarness.OUTPUT));
  }

  @Test
  void anElementIsPairedWithItsRestriction() throws Exception {
    splitting(new Whole())
        .elements(at(3, "abc"), in(FIRST, 4, "ab"))
        .expect(at(3, pair("abc", 0, 3, null, 3)), in(FIRST, 4, pair("ab", 0, 2, null, 2)))
        .run();
  }

  @Test
  void everyWindowOfAnElementHasItsOwn() throws Exception {
    splitting(new Whole())
        .elements(in(List.of(FIRST, window(5, 15)), 7, "abc"))
        .expect(
            in(FIRST, 7, pair("abc", 0, 3, null, 3)),
            in(window(5, 15), 7, pair("abc", 0, 3, null, 3)))
        .run();
  }

  /** Every position by itself, with a watermark and a size. */
  static final class Parts extends Whole {
    private static final long serialVersionUID = 1L;

    @SplitRestriction
    public void split(@Restriction OffsetRange range, OutputReceiver<OffsetRange> parts) {
      for (long i = range.getFrom(); i < range.getTo(); i++) {
        parts.output(new OffsetRange(i, i + 1));
      }
    }

    @GetSize
    public double size(@Restriction OffsetRange range) {
      return 10 + range.getFrom();
    }

    @GetInitialWatermarkEstimatorState
    public Instant watermark(@Timestamp Instant timestamp, @Restriction OffsetRange range) {
      return timestamp.plus(Duration.millis(range.getFrom()));
    }

    @NewWatermarkEstimator
    public ManualWatermarkEstimator<Instant> estimator(@WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.Manual(state);
    }
  }

  @Test
  void aRestrictionIsSplitAsTheFunctionSays() throws Exception {
    splitting(new Parts())
        .elements(at(3, "abc"))
        .expect(
            at(3, pair("abc", 0, 1, Instant.ofEpochMilli(3), 10)),
            at(3, pair("abc", 1, 2, Instant.ofEpochMilli(4), 11)),
            at(3, pair("abc", 2, 3, Instant.ofEpochMilli(5), 12)))
        .run();
  }

  /** Takes the length of the restriction from a side input. */
  static final class SideInputLength extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      throw new UnsupportedOperationException(tracker.toString());
    }

    @GetInitialRestriction
    public OffsetRange initial(BoundedWindow window) {
      return new OffsetRange(0, window.maxTimestamp().getMillis());
    }
  }

  @Test
  void anElementWaitsForSideInputs() throws Exception {
    FixedWindows tens = FixedWindows.of(Duration.millis(10));
    PCollectionView<Iterable<String>> view = Specs.iterableView(tens);
    OperatorHarness.of(
            Specs.of(new SideInputLength())
                .windowing(WindowingStrategy.of(tens))
                .sideInput("side", view)
                .split(OperatorHarness.OUTPUT))
        .elements(in(FIRST, 3, "a"))
        .watermark(8)
        .expect()
        .expectWatermark(3)
        .publish(view, FIRST, "x")
        .expect(in(FIRST, 3, pair("a", 0, 9, null, 9)))
        .expectWatermark(8)
        .run();
  }

  @Test
  void anElementWhoseWindowHasExpiredIsDroppedAsItsSideInputMayBeGone() throws Exception {
    FixedWindows tens = FixedWindows.of(Duration.millis(10));
    PCollectionView<Iterable<String>> view = Specs.iterableView(tens);
    OperatorHarness.of(
            Specs.of(new SideInputLength())
                .windowing(WindowingStrategy.of(tens))
                .sideInput("side", view)
                .split(OperatorHarness.OUTPUT))
        // On threads the element may be taken before the watermark has been passed on.
        .only(Conditions.ONE_BY_ONE, Conditions.IN_BULK)
        .publish(view, FIRST, "x")
        .watermark(10)
        .expectWatermark(10)
        .elements(in(FIRST, 3, "late"))
        .expect()
        .expectDropped(1)
        .run();
  }

  @Test
  void aFailureTellsTheElement() throws Exception {
    var failure = (StageFailure) splitting(new Whole()).elements(at(3, "fail")).fail();

    assertEquals("@SplitRestriction", failure.phase());
    assertEquals("deliberate", failure.getCause().getMessage());
  }
}
