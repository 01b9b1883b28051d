/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential;

import static dev.millrace.differential.spec.Event.element;
import static dev.millrace.differential.spec.Event.watermark;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.differential.run.Comparison;
import dev.millrace.differential.spec.Event;
import dev.millrace.differential.spec.Event.Arrival;
import dev.millrace.differential.spec.Firing;
import dev.millrace.differential.spec.RandomPipeline;
import dev.millrace.differential.spec.Schedule;
import dev.millrace.differential.spec.Step;
import dev.millrace.differential.spec.Step.Combining;
import dev.millrace.differential.spec.Windowing;
import dev.millrace.differential.spec.Windowing.Panes;
import dev.millrace.differential.spec.Windows;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.transforms.windowing.Window.OnTimeBehavior;
import org.junit.jupiter.api.Test;

/**
 * Disagreements that random pipelines found and in which the direct runner was right. Millrace does
 * as it does now; each test says why that is right.
 */
class FixedOnMillraceTest {
  private static final Panes CLOSED =
      new Panes(false, ClosingBehavior.FIRE_ALWAYS, OnTimeBehavior.FIRE_ALWAYS);

  /**
   * An element in several windows stands for one in each; were it put into new windows only once,
   * then a function in between that looks at the window would change the result.
   */
  @Test
  void elementInSeveralWindowsGoesIntoNewWindowsOncePerWindow() {
    assertBothSee(
        RandomPipeline.of(
            Schedule.stream(element("k", "v", 3)),
            new Step.Into(Windowing.of(new Windows.Sliding(6, 2, 0), new Firing.Default())),
            new Step.Into(Windowing.of(new Windows.Fixed(10, 0), new Firing.Default())),
            new Step.Group()),
        "2.Group: k=[v, v, v] at 3 in [0, 10), pane 0/0 ON_TIME first last");
  }

  /**
   * The output watermark follows the input watermark up to the holds, before timers fire: nothing
   * held it at the end of this window, so the last pane, at the expiry, is late. Else it would be
   * on time or late depending on whether the watermark came in one step or in two.
   */
  @Test
  void lastPaneIsLateIfNothingHeldTheWatermarkAtTheEndOfTheWindow() {
    assertBothSee(
        RandomPipeline.of(
            Schedule.stream(element("k", "v", 3)),
            new Step.Into(
                Windowing.of(new Windows.Fixed(10, 0), new Firing.Forever(new Firing.Count(1)))
                    .lateness(5)
                    .panes(CLOSED)),
            new Step.Group()),
        "1.Group: k=[] at 9 in [0, 10), pane 1/0 LATE last",
        "1.Group: k=[v] at 3 in [0, 10), pane 0/-1 EARLY first");
  }

  /** As above: the pane that there would be if it were on time is not there at all. */
  @Test
  void noEmptyPaneIsOnTimeAtTheExpiryOfTheWindow() {
    assertBothSee(
        RandomPipeline.of(
            Schedule.stream(element("k", "v", 3)),
            new Step.Into(
                Windowing.of(new Windows.Fixed(10, 0), new Firing.Forever(new Firing.Count(1)))
                    .lateness(5)),
            new Step.Group()),
        "1.Group: k=[v] at 3 in [0, 10), pane 0/-1 EARLY first");
  }

  /**
   * The timer at the end of a window holds the watermark there until the window has fired, also
   * when the watermark leaps past the expiry as well, where the window fires once for both.
   */
  @Test
  void paneForEndAndExpiryAtOnceIsOnTime() {
    assertBothSee(
        RandomPipeline.of(
            Schedule.stream(element("k", "v", 3), watermark(40)),
            new Step.Into(
                Windowing.of(
                        new Windows.Fixed(10, 0),
                        new Firing.EarlyAndLate(new Firing.Count(1), new Firing.Count(1)))
                    .lateness(5)
                    .panes(CLOSED)),
            new Step.Group()),
        "1.Group: k=[] at 9 in [0, 10), pane 1/0 ON_TIME last",
        "1.Group: k=[v] at 3 in [0, 10), pane 0/-1 EARLY first");
  }

  /**
   * Late elements have no say in the timestamp of a pane. So they must not be combined with others
   * before they are exchanged, where the timestamp of the whole would be late then.
   */
  @Test
  void lateElementDoesNotMakeThoseLateWithWhichItIsCombined() {
    assertBothSee(
        RandomPipeline.of(
            Schedule.stream(
                watermark(-4),
                new Event.Elements(
                    List.of(new Arrival("k", "v0", -5), new Arrival("k", "v1", -4)))),
            new Step.Into(
                Windowing.of(new Windows.Fixed(5, 0), new Firing.EndOfWindow())
                    .timestamps(TimestampCombiner.EARLIEST)),
            new Step.Combine(Combining.GREATEST)),
        "1.Combine: k=v1 at -4 in [-5, 0), pane 0/0 ON_TIME first last");
  }

  private static void assertBothSee(RandomPipeline pipeline, String... expected) {
    Comparison comparison = Comparison.of(pipeline);
    assertEquals(List.of(expected), comparison.millrace().of(0), comparison::told);
    assertEquals(List.of(expected), comparison.direct().of(0), comparison::told);
  }
}
