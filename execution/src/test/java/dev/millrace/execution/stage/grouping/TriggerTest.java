/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static dev.millrace.execution.harness.Elements.early;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.late;
import static dev.millrace.execution.harness.Elements.onTime;
import static dev.millrace.execution.harness.Elements.onlyPane;
import static dev.millrace.execution.harness.Elements.window;
import static dev.millrace.execution.stage.grouping.Groupings.TENS;
import static dev.millrace.execution.stage.grouping.Groupings.VALUES;
import static org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode.ACCUMULATING_FIRED_PANES;
import static org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode.DISCARDING_FIRED_PANES;

import dev.millrace.translation.graph.GroupingPath;
import java.util.Arrays;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Grouping of windows that fire often: triggers, lateness, accumulation, merging windows. */
class TriggerTest {
  private static final IntervalWindow FIRST = window(0, 10);
  private static final Trigger EARLY_AND_LATE =
      AfterWatermark.pastEndOfWindow()
          .withEarlyFirings(AfterPane.elementCountAtLeast(2))
          .withLateFirings(AfterPane.elementCountAtLeast(1));

  private static WindowedValue<?> pane(
      IntervalWindow window, long millis, PaneInfo pane, String key, String... values) {
    return in(window, millis, KV.of(key, Arrays.asList(values)), pane);
  }

  private static PaneInfo last(Timing timing, long index, long nonSpeculativeIndex) {
    return PaneInfo.createPane(index == 0, true, timing, index, nonSpeculativeIndex);
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void discardedPanesShowWhatIsNewInEach(GroupingPath path) throws Exception {
    Groupings.of(path, VALUES, Groupings.tens(EARLY_AND_LATE, DISCARDING_FIRED_PANES, 20))
        .elements(in(FIRST, 1, "k", "a"))
        .expect()
        .elements(in(FIRST, 2, "k", "b"))
        .expect(pane(FIRST, 9, early(0), "k", "a", "b"))
        .elements(in(FIRST, 3, "k", "c"))
        .watermark(10)
        .expect(pane(FIRST, 9, onTime(1), "k", "c"))
        .elements(in(FIRST, 4, "k", "d"))
        .expect(pane(FIRST, 9, late(2, 1), "k", "d"))
        .watermark(40)
        .expect()
        .elements(in(FIRST, 4, "k", "e"))
        .expect()
        .expectDropped(1)
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void accumulatedPanesShowAllThatCameSoFar(GroupingPath path) throws Exception {
    Groupings.of(path, VALUES, Groupings.tens(EARLY_AND_LATE, ACCUMULATING_FIRED_PANES, 20))
        .elements(in(FIRST, 1, "k", "a"), in(FIRST, 2, "k", "b"))
        .expect(pane(FIRST, 9, early(0), "k", "a", "b"))
        .elements(in(FIRST, 3, "k", "c"))
        .watermark(10)
        .expect(pane(FIRST, 9, onTime(1), "k", "a", "b", "c"))
        .elements(in(FIRST, 4, "k", "d"))
        .expect(pane(FIRST, 9, late(2, 1), "k", "a", "b", "c", "d"))
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void theDefaultTriggerFiresAgainForWhatIsLate(GroupingPath path) throws Exception {
    Groupings.of(path, VALUES, Groupings.tens(DefaultTrigger.of(), DISCARDING_FIRED_PANES, 20))
        .elements(in(FIRST, 1, "k", "a"))
        .watermark(10)
        .expect(pane(FIRST, 9, onTime(0), "k", "a"))
        .elements(in(FIRST, 2, "k", "b"))
        .expect(pane(FIRST, 9, late(1, 1), "k", "b"))
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void everyElementFiresIfTheTriggerSaysSo(GroupingPath path) throws Exception {
    Groupings.of(
            path,
            VALUES,
            Groupings.tens(
                Repeatedly.forever(AfterPane.elementCountAtLeast(1)), DISCARDING_FIRED_PANES, 0))
        .elements(in(FIRST, 1, "k", "a"), in(FIRST, 2, "k", "b"), in(FIRST, 3, "l", "c"))
        .expect(
            pane(FIRST, 9, early(0), "k", "a"),
            pane(FIRST, 9, early(1), "k", "b"),
            pane(FIRST, 9, early(0), "l", "c"))
        .watermark(10)
        .expect(
            pane(FIRST, 9, last(Timing.ON_TIME, 2, 0), "k"),
            pane(FIRST, 9, last(Timing.ON_TIME, 1, 0), "l"))
        .inAnyOrder()
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void theClockMayFireEarly(GroupingPath path) throws Exception {
    Trigger trigger =
        AfterWatermark.pastEndOfWindow()
            .withEarlyFirings(
                AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.millis(100)));
    Groupings.of(path, VALUES, Groupings.tens(trigger, DISCARDING_FIRED_PANES, 0))
        .elements(in(FIRST, 1, "k", "a"))
        .processingTime(50)
        .elements(in(FIRST, 2, "k", "b"))
        .processingTime(49)
        .expect()
        .processingTime(2)
        .expect(pane(FIRST, 9, early(0), "k", "a", "b"))
        .elements(in(FIRST, 3, "k", "c"))
        .watermark(10)
        .expect(pane(FIRST, 9, last(Timing.ON_TIME, 1, 0), "k", "c"))
        .run();
  }

  private static final Trigger EARLY_IN_A_MINUTE =
      AfterWatermark.pastEndOfWindow()
          .withEarlyFirings(
              AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.standardMinutes(1)))
          .withLateFirings(
              AfterProcessingTime.pastFirstElementInPane()
                  .plusDelayOf(Duration.standardMinutes(1)));

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void aWindowThatExpiresLeavesNoTimers(GroupingPath path) throws Exception {
    Groupings.of(path, VALUES, Groupings.tens(EARLY_IN_A_MINUTE, DISCARDING_FIRED_PANES, 20))
        .elements(in(FIRST, 1, "k", "a"), in(FIRST, 2, "l", "b"))
        .watermark(10)
        .expect(pane(FIRST, 9, onTime(0), "k", "a"), pane(FIRST, 9, onTime(0), "l", "b"))
        .processingTime(1_000)
        .elements(in(FIRST, 3, "k", "c"))
        .expectWatermark(10)
        .watermark(30)
        .expect(pane(FIRST, 9, last(Timing.LATE, 1, 1), "k", "c"))
        .expectTimers(0)
        .expectWatermark(30)
        .inAnyOrder()
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void aWindowThatExpiresLeavesTheTimersOfOthers(GroupingPath path) throws Exception {
    IntervalWindow second = window(10, 20);
    Groupings.of(path, VALUES, Groupings.tens(EARLY_IN_A_MINUTE, DISCARDING_FIRED_PANES, 0))
        .elements(in(FIRST, 1, "k", "a"), in(second, 12, "k", "b"))
        .watermark(10)
        .expect(pane(FIRST, 9, onlyPane(), "k", "a"))
        .processingTime(60_001)
        .expect(pane(second, 19, early(0), "k", "b"))
        .expectTimers(1)
        .watermark(20)
        .expect(pane(second, 19, last(Timing.ON_TIME, 1, 0), "k"))
        .expectTimers(0)
        .run();
  }

  @Test
  void aSessionThatExpiresLeavesNoTimers() throws Exception {
    Groupings.of(sessions().withTrigger(EARLY_IN_A_MINUTE))
        .elements(alone(1, "k", "a"), alone(3, "l", "b"))
        .watermark(11)
        .expect(pane(window(1, 11), 10, onlyPane(), "k", "a"))
        .watermark(13)
        .expect(pane(window(3, 13), 12, onlyPane(), "l", "b"))
        .expectTimers(0)
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void theEarliestTimestampHoldsTheWatermarkIfItIsThatOfThePane(GroupingPath path)
      throws Exception {
    Groupings.of(
            path,
            VALUES,
            WindowingStrategy.of(TENS).withTimestampCombiner(TimestampCombiner.EARLIEST))
        .elements(in(FIRST, 5, "k", "a"), in(FIRST, 3, "k", "b"), in(FIRST, 7, "l", "c"))
        .watermark(9)
        .expect()
        .expectWatermark(3)
        .watermark(10)
        .expect(pane(FIRST, 3, onlyPane(), "k", "a", "b"), pane(FIRST, 7, onlyPane(), "l", "c"))
        .expectWatermark(10)
        .inAnyOrder()
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void theLatestTimestampMayBeThatOfThePane(GroupingPath path) throws Exception {
    Groupings.of(
            path,
            VALUES,
            WindowingStrategy.of(TENS).withTimestampCombiner(TimestampCombiner.LATEST))
        .elements(in(FIRST, 5, "k", "a"), in(FIRST, 7, "k", "b"), in(FIRST, 3, "k", "c"))
        .watermark(10)
        .expect(pane(FIRST, 7, onlyPane(), "k", "a", "b", "c"))
        .run();
  }

  private static WindowingStrategy<?, ?> sessions() {
    return WindowingStrategy.of(Sessions.withGapDuration(Duration.millis(10)));
  }

  private static WindowedValue<?> alone(long millis, String key, String value) {
    return in(window(millis, millis + 10), millis, key, value);
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void panesThatExpireTogetherAreTimedTogether(GroupingPath path) throws Exception {
    Trigger pairs = Repeatedly.forever(AfterPane.elementCountAtLeast(2));
    Groupings.of(path, VALUES, Groupings.tens(pairs, DISCARDING_FIRED_PANES, 20))
        .elements(in(FIRST, 1, "k", "a"), in(FIRST, 2, "l", "b"), in(FIRST, 3, "m", "c"))
        .expect()
        .watermark(40)
        .expect(
            pane(FIRST, 9, last(Timing.ON_TIME, 0, 0), "k", "a"),
            pane(FIRST, 9, last(Timing.ON_TIME, 0, 0), "l", "b"),
            pane(FIRST, 9, last(Timing.ON_TIME, 0, 0), "m", "c"))
        .inAnyOrder()
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "PANE_TABLE"})
  void aWindowThatItsOnlyFiringClosedTakesNothingMore(GroupingPath path) throws Exception {
    Trigger once = AfterWatermark.pastEndOfWindow();
    Groupings.of(path, VALUES, Groupings.tens(once, ACCUMULATING_FIRED_PANES, 20))
        .elements(in(FIRST, 1, "k", "a"))
        .watermark(10)
        .expect(pane(FIRST, 9, onlyPane(), "k", "a"))
        .elements(in(FIRST, 2, "k", "b"), in(FIRST, 3, "l", "c"))
        .expect(pane(FIRST, 9, last(Timing.LATE, 0, 0), "l", "c"))
        .run();
  }

  @Test
  void sessionsMergeWhereTheyOverlap() throws Exception {
    Groupings.of(sessions())
        .elements(
            alone(1, "k", "a"),
            alone(30, "k", "b"),
            alone(8, "k", "c"),
            alone(8, "l", "d"),
            alone(16, "k", "e"))
        .watermark(26)
        .expect(
            pane(window(1, 26), 25, onlyPane(), "k", "a", "c", "e"),
            pane(window(8, 18), 17, onlyPane(), "l", "d"))
        .watermark(40)
        .expect(pane(window(30, 40), 39, onlyPane(), "k", "b"))
        .inAnyOrder()
        .run();
  }

  @Test
  void anElementThatBridgesTwoSessionsMakesThemOne() throws Exception {
    Groupings.of(sessions())
        .elements(alone(1, "k", "a"), alone(15, "k", "b"))
        .watermark(5)
        .elements(alone(8, "k", "c"))
        .watermark(24)
        .expect()
        .watermark(25)
        .expect(pane(window(1, 25), 24, onlyPane(), "k", "a", "b", "c"))
        .inAnyOrder()
        .run();
  }

  @Test
  void aLateElementJoinsASessionThatHasNotExpired() throws Exception {
    Groupings.of(
            sessions().withMode(ACCUMULATING_FIRED_PANES).withAllowedLateness(Duration.millis(50)))
        .elements(alone(1, "k", "a"))
        .watermark(20)
        .expect(pane(window(1, 11), 10, onTime(0), "k", "a"))
        .elements(alone(5, "k", "b"))
        // Beam counts panes by window, and the merged one is new.
        .expect(pane(window(1, 15), 14, late(0, 0), "k", "a", "b"))
        .elements(alone(40, "k", "c"))
        .watermark(50)
        .expect(pane(window(40, 50), 49, onTime(0), "k", "c"))
        .run();
  }
}
