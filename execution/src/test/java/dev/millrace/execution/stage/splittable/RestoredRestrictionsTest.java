/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;

import dev.millrace.execution.harness.Journal;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.stage.Restarts;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What remains of restrictions when the job begins again, as another number of instances. */
class RestoredRestrictionsTest {
  private final Journal journal = new Journal();

  private static Restarts processing(DoFn<String, Long> fn) {
    return Restarts.of(Specs.of(fn).outputCoder(VarLongCoder.of()).process(OperatorHarness.INPUT))
        .collection(OperatorHarness.INPUT, Ranges.CODER, WindowingStrategy.globalDefault())
        .collection(OperatorHarness.OUTPUT, VarLongCoder.of(), WindowingStrategy.globalDefault());
  }

  @Test
  void whatWaitsGoesOnAtItsTimeInWhicheverInstance() throws Exception {
    processing(new ProcessRestrictionTest.TwoAtATime(10))
        .elements(Ranges.at(3, "a", 0, 9), Ranges.at(4, "b", 100, 104))
        .processingTime(5)
        .elements(Ranges.at(5, "c", 200, 205), Ranges.at(6, "d", 300, 309))
        .restart()
        .processingTime(5)
        .processingTime(1)
        .watermark(20)
        .restart()
        .processingTime(5)
        .processingTime(5)
        .processingTime(1)
        .restart()
        .processingTime(20)
        .restart()
        .processingTime(20)
        .processingTime(20)
        .run(false);
  }

  @Test
  void whatWaitsHoldsTheWatermarkAtItsEstimate() throws Exception {
    processing(new ProcessRestrictionTest.Estimating(true))
        .elements(Ranges.at(0, "a", 0, 5, 0), Ranges.at(0, "b", 10, 14, 0))
        .watermark(500)
        .restart()
        .processingTime(11)
        .restart()
        .processingTime(11)
        .processingTime(11)
        .run(false);
  }

  @Test
  void whatWaitedWhileTheJobWasAwayGoesOnAtOnce() throws Exception {
    processing(new ProcessRestrictionTest.TwoAtATime(10))
        .elements(Ranges.at(3, "a", 0, 5))
        .checkpoint()
        .processingTime(25)
        .crash()
        .processingTime(25)
        .run(false);
  }

  @Test
  void whatWaitsReadsItsSideInputHoweverFarTheWatermarkHadCome() throws Exception {
    FixedWindows tens = FixedWindows.of(Duration.millis(10));
    PCollectionView<Iterable<String>> view = Specs.iterableView(tens);
    Restarts.of(
            Specs.of(new ProcessRestrictionTest.ReadingAside(view))
                .windowing(WindowingStrategy.of(tens))
                .sideInput("side", view)
                .process(OperatorHarness.INPUT))
        .collection(OperatorHarness.INPUT, Ranges.CODER, WindowingStrategy.of(tens))
        .publish(view, window(0, 10), "x")
        .elements(in(window(0, 10), 0, Ranges.pair("a", 0, 2, org.joda.time.Instant.EPOCH, 2)))
        .watermark(500)
        .restart()
        .publish(view, window(0, 10), "x")
        .watermark(600)
        .processingTime(11)
        .restart()
        .publish(view, window(0, 10), "x")
        .processingTime(11)
        .run(false);
  }

  @Test
  @Tag("beam-2.73") // the first whose functions may ask for a CausedByDrain
  void aJobThatWasBeingDrainedStillIs() throws Exception {
    processing(new TruncateRestrictionTest.ThreeMore(journal))
        .elements(Ranges.at(3, "a", 0, 1_000))
        .drain()
        .restart()
        .processingTime(11)
        .elements(Ranges.at(4, "b", 0, 1_000), Ranges.at(4, "c", 0, 1_000))
        .restart()
        .processingTime(11)
        .run(false);
  }

  @Test
  void aRestrictionThatHasToBeStableIsProcessedOnceACheckpointHasIt() throws Exception {
    Restarts.of(
            Specs.of(new ProcessRestrictionTest.TwoAtATime(10))
                .outputCoder(VarLongCoder.of())
                .stableInput()
                .process(OperatorHarness.INPUT))
        .collection(OperatorHarness.INPUT, Ranges.CODER, WindowingStrategy.globalDefault())
        .collection(OperatorHarness.OUTPUT, VarLongCoder.of(), WindowingStrategy.globalDefault())
        .elements(Ranges.at(3, "a", 0, 5), Ranges.at(4, "b", 100, 104))
        .watermark(20)
        .restart()
        .processingTime(11)
        .elements(Ranges.at(25, "c", 200, 203))
        .watermark(40)
        .restart()
        .processingTime(11)
        .restart()
        .processingTime(11)
        .run();
  }
}
