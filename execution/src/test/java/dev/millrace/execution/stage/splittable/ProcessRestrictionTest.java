/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import static dev.millrace.execution.harness.Conditions.IN_BULK;
import static dev.millrace.execution.harness.Elements.MIN;
import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.Journal;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.StageFailure;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.OffsetRangeTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Restrictions that are processed, in one go or piece by piece. */
class ProcessRestrictionTest {
  private final Journal journal = new Journal();

  private static OperatorHarness processing(DoFn<String, Long> fn) {
    return OperatorHarness.of(
            Specs.of(fn).outputCoder(VarLongCoder.of()).process(OperatorHarness.INPUT))
        .collection(OperatorHarness.INPUT, Ranges.CODER, WindowingStrategy.globalDefault());
  }

  private static WindowedValue<?>[] numbers(long millis, long from, long to) {
    return LongStream.range(from, to).mapToObj(i -> at(millis, i)).toArray(WindowedValue<?>[]::new);
  }

  /** Claims everything at once. */
  static final class AtOnce extends DoFn<String, Long> {
    private static final long serialVersionUID = 1L;
    private final Journal journal;
    private final boolean endless;

    AtOnce(Journal journal, boolean endless) {
      this.journal = journal;
      this.endless = endless;
    }

    @ProcessElement
    public void process(
        @Element String element,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<Long> output) {
      journal.add(element + " from " + tracker.currentRestriction().getFrom());
      long position = tracker.currentRestriction().getFrom();
      while (tracker.tryClaim(position)) {
        if (element.equals("fail")) {
          throw new IllegalStateException("deliberate");
        }
        output.output(position++);
      }
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      throw new UnsupportedOperationException();
    }

    @NewTracker
    public OffsetRangeTracker tracker(@Restriction OffsetRange range) {
      return endless ? new Ranges.Endless(range) : new OffsetRangeTracker(range);
    }
  }

  @Test
  void aRestrictionThatEndsIsProcessedInOneGo() throws Exception {
    processing(new AtOnce(journal, false))
        .before(journal::take)
        .elements(Ranges.at(3, "a", 0, 3000))
        .expect(numbers(3, 0, 3000))
        .expectNotes(journal, "a from 0")
        .run();
  }

  @Test
  void aRestrictionThatMayNeverEndIsCutAgainAndAgain() throws Exception {
    processing(new AtOnce(journal, true))
        .before(journal::take)
        .elements(Ranges.at(3, "a", 0, 2500))
        .expect(numbers(3, 0, 2500))
        .run();

    // More than two, for what takes too long is cut before its thousandth claim.
    assertThat(journal.take().size(), greaterThan(2));
  }

  @Test
  void whatRemainsOfOneDoesNotKeepOthersWaiting() throws Exception {
    processing(new AtOnce(journal, true))
        .before(journal::take)
        .only(IN_BULK)
        .elements(Ranges.at(3, "a", 0, 50_000), Ranges.at(3, "b", 0, 1))
        .check(seen -> assertEquals(50_001, seen.size()))
        .run();

    List<String> notes = journal.take();
    assertThat(notes.indexOf("b from 0"), lessThan(notes.size() - 1));
  }

  /** Waits for its data at each call, and then has all of it. */
  static final class Waiting extends DoFn<String, Long> {
    private static final long serialVersionUID = 1L;
    private static final long LONGER_THAN_A_CALL_MAY_TAKE = 150;
    private final Journal journal;

    Waiting(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output)
        throws InterruptedException {
      journal.add("called");
      new CountDownLatch(1).await(LONGER_THAN_A_CALL_MAY_TAKE, TimeUnit.MILLISECONDS);
      long position = tracker.currentRestriction().getFrom();
      while (tracker.tryClaim(position)) {
        output.output(position++);
      }
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      throw new UnsupportedOperationException();
    }

    @NewTracker
    public OffsetRangeTracker tracker(@Restriction OffsetRange range) {
      return new Ranges.Endless(range);
    }
  }

  @Test
  void aFunctionThatWaitsForItsDataMayThenClaimIt() throws Exception {
    processing(new Waiting(journal))
        .only(IN_BULK)
        .elements(Ranges.at(3, "a", 0, 50))
        .expect(numbers(3, 0, 50))
        .run();

    assertThat(journal.take().size(), lessThan(25));
  }

  @Test
  void aFailureTellsElementAndRestriction() throws Exception {
    var failure =
        (StageFailure)
            processing(new AtOnce(journal, false)).elements(Ranges.at(3, "fail", 2, 7)).fail();

    assertEquals("@ProcessElement", failure.phase());
    assertEquals("deliberate", failure.getCause().getMessage());
    assertThat(failure.circumstances(), containsString("element KV{fail, [2, 7)}"));
  }

  /** Claims two positions at a time and asks to be called again. */
  static class TwoAtATime extends DoFn<String, Long> {
    private static final long serialVersionUID = 1L;
    private final long delay;

    TwoAtATime(long delay) {
      this.delay = delay;
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output) {
      long position = tracker.currentRestriction().getFrom();
      for (int i = 0; i < 2; i++) {
        if (!tracker.tryClaim(position)) {
          return ProcessContinuation.stop();
        }
        output.output(position++);
      }
      return ProcessContinuation.resume().withResumeDelay(Duration.millis(delay));
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aRestrictionIsResumedAfterTheDelayAskedFor() throws Exception {
    processing(new TwoAtATime(10))
        .elements(Ranges.at(3, "a", 0, 5))
        .watermark(20)
        .expect(numbers(3, 0, 2))
        .expectWatermark(MIN)
        .processingTime(10)
        .expect()
        .processingTime(1)
        .expect(numbers(3, 2, 4))
        .expectWatermark(MIN)
        .processingTime(20)
        .expect(at(3, 4L))
        .expectWatermark(20)
        .run();
  }

  @Test
  void aRestrictionIsResumedAtOnceIfNoDelayIsAskedFor() throws Exception {
    processing(new TwoAtATime(0)).elements(Ranges.at(3, "a", 0, 5)).expect(numbers(3, 0, 5)).run();
  }

  @Test
  void whatRemainsAtTheEndOfInputIsNotLost() throws Exception {
    processing(new TwoAtATime(1_000))
        .elements(Ranges.at(3, "a", 0, 5))
        .expectAtEnd(numbers(3, 0, 5))
        .run();
  }

  /** Does not do what it should. */
  static final class GivesUp extends DoFn<String, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      tracker.tryClaim(4L);
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aFunctionThatStopsBeforeTheEndFails() throws Exception {
    var failure =
        (StageFailure) processing(new GivesUp()).elements(Ranges.at(3, "a", 0, 10)).fail();

    assertThat(
        failure.getCause().getMessage(),
        containsString("Last attempted offset was 4 in range [0, 10), claiming work in [5, 10)"));
    assertThat(failure.circumstances(), containsString("KV{a, [0, 10)}"));
  }

  /** Emits each position at ten times its number, two at a time, and estimates the watermark. */
  static final class Estimating extends DoFn<String, Long> {
    private static final long serialVersionUID = 1L;
    private final boolean manual;

    Estimating(boolean manual) {
      this.manual = manual;
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker,
        WatermarkEstimator<Instant> estimator,
        OutputReceiver<Long> output) {
      long position = tracker.currentRestriction().getFrom();
      for (int i = 0; i < 2; i++) {
        if (!tracker.tryClaim(position)) {
          return ProcessContinuation.stop();
        }
        output.outputWithTimestamp(position, Instant.ofEpochMilli(position * 10));
        position++;
      }
      if (manual) {
        ((ManualWatermarkEstimator<Instant>) estimator)
            .setWatermark(Instant.ofEpochMilli(position * 10 - 3));
      }
      return ProcessContinuation.resume().withResumeDelay(Duration.millis(10));
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      throw new UnsupportedOperationException();
    }

    @GetInitialWatermarkEstimatorState
    public Instant watermark() {
      throw new UnsupportedOperationException();
    }

    @NewWatermarkEstimator
    public WatermarkEstimator<Instant> estimator(@WatermarkEstimatorState Instant state) {
      return manual
          ? new WatermarkEstimators.Manual(state)
          : new WatermarkEstimators.MonotonicallyIncreasing(state);
    }
  }

  @Test
  void anEstimatorThatObservesTimestampsHoldsTheWatermark() throws Exception {
    processing(new Estimating(false))
        .elements(Ranges.at(0, "a", 0, 5, 0))
        .watermark(500)
        .expect(at(0, 0L), at(10, 1L))
        .expectWatermark(10)
        .processingTime(11)
        .expect(at(20, 2L), at(30, 3L))
        .expectWatermark(30)
        .processingTime(11)
        .expect(at(40, 4L))
        .expectWatermark(500)
        .run();
  }

  @Test
  void anEstimatorThatIsToldTheWatermarkHoldsIt() throws Exception {
    processing(new Estimating(true))
        .elements(Ranges.at(0, "a", 0, 5, 0))
        .watermark(500)
        .expect(at(0, 0L), at(10, 1L))
        .expectWatermark(17)
        .processingTime(11)
        .expect(at(20, 2L), at(30, 3L))
        .expectWatermark(37)
        .processingTime(11)
        .expect(at(40, 4L))
        .expectWatermark(500)
        .run();
  }

  /** Tells the watermark at its first call, and what it knows of it at each. */
  static final class TellingOnce extends DoFn<String, Long> {
    private static final long serialVersionUID = 1L;
    private final Journal journal;
    private int calls;

    TellingOnce(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator) {
      journal.add("watermark " + estimator.currentWatermark().getMillis());
      calls++;
      if (calls == 1) {
        estimator.setWatermark(Instant.ofEpochMilli(47));
      } else if (calls == 3) {
        tracker.tryClaim(4L);
        return ProcessContinuation.stop();
      }
      return ProcessContinuation.resume().withResumeDelay(Duration.millis(10));
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      throw new UnsupportedOperationException();
    }

    @GetInitialWatermarkEstimatorState
    public Instant watermark() {
      throw new UnsupportedOperationException();
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.Manual(state);
    }
  }

  @Test
  void anEstimatorRemembersWhatItWasToldInEarlierCalls() throws Exception {
    processing(new TellingOnce(journal))
        .before(journal::take)
        .only(IN_BULK)
        .elements(Ranges.at(0, "a", 0, 5, 0))
        .watermark(500)
        .expectWatermark(47)
        .processingTime(11)
        .expectWatermark(47)
        .processingTime(11)
        .expectNotes(journal, "watermark 0", "watermark 47", "watermark 47")
        .expectWatermark(500)
        .run();
  }

  /** Emits a side input at each position, and is ahead of its window with the watermark. */
  static final class ReadingAside extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Iterable<String>> view;

    ReadingAside(PCollectionView<Iterable<String>> view) {
      this.view = view;
    }

    @ProcessElement
    public ProcessContinuation process(
        ProcessContext context,
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator) {
      long position = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(position)) {
        return ProcessContinuation.stop();
      }
      context.outputWithTimestamp(
          context.element() + context.sideInput(view), Instant.ofEpochMilli(position * 1_000));
      estimator.setWatermark(Instant.ofEpochMilli(1_000));
      return ProcessContinuation.resume().withResumeDelay(Duration.millis(10));
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      throw new UnsupportedOperationException();
    }

    @GetInitialWatermarkEstimatorState
    public Instant watermark() {
      throw new UnsupportedOperationException();
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.Manual(state);
    }
  }

  @Test
  void whatRemainsReadsItsSideInputHoweverFarTheWatermarkHasComeMeanwhile() throws Exception {
    FixedWindows tens = FixedWindows.of(Duration.millis(10));
    PCollectionView<Iterable<String>> view = Specs.iterableView(tens);
    WindowedValue<?> restriction = Ranges.at(0, "a", 0, 2, 0);
    OperatorHarness.of(
            Specs.of(new ReadingAside(view))
                .windowing(WindowingStrategy.of(tens))
                .sideInput("side", view)
                .process(OperatorHarness.INPUT))
        .collection(OperatorHarness.INPUT, Ranges.CODER, WindowingStrategy.of(tens))
        .mayEmitLate()
        .publish(view, window(0, 10), "x")
        .elements(in(window(0, 10), 0, restriction.getValue()))
        .viewWatermark(view, 500)
        .watermark(500)
        .expect(in(window(0, 10), 0, "a[x]"))
        .expectWatermark(500)
        .processingTime(11)
        .expect(in(window(0, 10), 1_000, "a[x]"))
        .run();
  }
}
