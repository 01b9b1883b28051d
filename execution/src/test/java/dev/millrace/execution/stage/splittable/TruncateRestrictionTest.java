/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import static dev.millrace.execution.harness.Elements.MIN;
import static dev.millrace.execution.harness.Elements.at;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.Journal;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.StageFailure;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.OffsetRangeTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a drain does to restrictions: it truncates each once, before it is processed again. */
@Tag("beam-2.73") // the first whose functions may ask for a CausedByDrain
class TruncateRestrictionTest {
  private final Journal journal = new Journal();

  /** Claims two positions at a time and asks to be called again ten milliseconds later. */
  static class TwoAtATime extends DoFn<String, Long> {
    private static final long serialVersionUID = 1L;
    final Journal journal;

    TwoAtATime(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public ProcessContinuation process(
        CausedByDrain drain,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<Long> output) {
      long position = tracker.currentRestriction().getFrom();
      journal.add("from " + position + " " + drain);
      for (int i = 0; i < 2; i++) {
        if (!tracker.tryClaim(position)) {
          return ProcessContinuation.stop();
        }
        output.output(position++);
      }
      return ProcessContinuation.resume().withResumeDelay(Duration.millis(10));
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      throw new UnsupportedOperationException();
    }
  }

  /** The same of a range that may never end. */
  static class Endless extends TwoAtATime {
    private static final long serialVersionUID = 1L;

    Endless(Journal journal) {
      super(journal);
    }

    @NewTracker
    public OffsetRangeTracker tracker(@Restriction OffsetRange range) {
      return new Ranges.Endless(range);
    }
  }

  /** The same with three more positions before a drain ends it. */
  static final class ThreeMore extends Endless {
    private static final long serialVersionUID = 1L;

    ThreeMore(Journal journal) {
      super(journal);
    }

    @TruncateRestriction
    @SuppressWarnings("unchecked") // Beam's factory answers a raw type
    public TruncateResult<OffsetRange> truncate(
        @Element String element, @Restriction OffsetRange range) {
      if (element.equals("fail")) {
        throw new IllegalStateException("deliberate");
      }
      journal.add("truncate " + range);
      return TruncateResult.of(new OffsetRange(range.getFrom(), range.getFrom() + 3));
    }
  }

  private OperatorHarness processing(DoFn<String, Long> fn) {
    return OperatorHarness.of(
            Specs.of(fn).outputCoder(VarLongCoder.of()).process(OperatorHarness.INPUT))
        .collection(OperatorHarness.INPUT, Ranges.CODER, WindowingStrategy.globalDefault())
        .before(journal::take);
  }

  private static WindowedValue<?>[] numbers(long from, long to) {
    return LongStream.range(from, to).mapToObj(i -> at(3, i)).toArray(WindowedValue<?>[]::new);
  }

  @Test
  void byDefaultWhatMayNeverEndIsDroppedWithItsHold() throws Exception {
    processing(new Endless(journal))
        .elements(Ranges.at(3, "a", 0, Long.MAX_VALUE))
        .watermark(20)
        .expect(numbers(0, 2))
        .expectWatermark(MIN)
        .drain()
        .expectWatermark(20)
        .expectNotes(journal, "from 0 NORMAL")
        .run();
  }

  @Test
  void byDefaultWhatEndsIsProcessedToItsEnd() throws Exception {
    processing(new TwoAtATime(journal))
        .elements(Ranges.at(3, "a", 0, 5))
        .watermark(20)
        .expect(numbers(0, 2))
        .drain()
        .expect(numbers(2, 4))
        .processingTime(11)
        .expect(numbers(4, 5))
        .expectWatermark(20)
        .expectNotes(journal, "from 0 NORMAL", "from 2 CAUSED_BY_DRAIN", "from 4 CAUSED_BY_DRAIN")
        .run();
  }

  @Test
  void whatATruncationLeavesIsProcessedToItsEndAndNotTruncatedAgain() throws Exception {
    processing(new ThreeMore(journal))
        .elements(Ranges.at(3, "a", 0, 1_000_000))
        .watermark(20)
        .expect(numbers(0, 2))
        .drain()
        .expect(numbers(2, 4))
        .expectWatermark(MIN)
        .processingTime(11)
        .expect(numbers(4, 5))
        .expectWatermark(20)
        .expectNotes(
            journal,
            "from 0 NORMAL",
            "truncate [2, 1000000)",
            "from 2 CAUSED_BY_DRAIN",
            "from 4 CAUSED_BY_DRAIN")
        .run();
  }

  @Test
  void whatComesAfterTheDrainIsTruncatedBeforeItIsProcessed() throws Exception {
    processing(new ThreeMore(journal))
        .drain()
        .elements(Ranges.at(3, "a", 0, 1_000_000))
        .expect(numbers(0, 2))
        .processingTime(11)
        .expect(numbers(2, 3))
        .expectNotes(
            journal, "truncate [0, 1000000)", "from 0 CAUSED_BY_DRAIN", "from 2 CAUSED_BY_DRAIN")
        .run();
  }

  @Test
  void aFailureToTruncateTellsItsPhaseAndTheRestriction() throws Exception {
    var failure =
        (StageFailure)
            processing(new ThreeMore(journal))
                .elements(Ranges.at(3, "fail", 0, 1_000_000))
                .drain()
                .expect()
                .fail();

    assertEquals("@TruncateRestriction", failure.phase());
    assertEquals("deliberate", failure.getCause().getMessage());
    assertThat(failure.circumstances(), containsString("KV{fail, [2, 1000000)}"));
  }
}
