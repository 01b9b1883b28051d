/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import static dev.millrace.execution.host.contract.Samples.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.SideInputs;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** The contract of {@link SideInputs}. */
public abstract class SideInputsContract {
  private static final PaneInfo EARLY =
      PaneInfo.createPane(true, false, PaneInfo.Timing.EARLY, 0, -1);
  private static final PaneInfo ON_TIME =
      PaneInfo.createPane(false, false, PaneInfo.Timing.ON_TIME, 1, 0);
  private static final IntervalWindow FIRST = Samples.window(0);
  private static final IntervalWindow SECOND = Samples.window(1);

  private final Pipeline pipeline = Pipeline.create();
  private final Window<Integer> hundreds = Window.into(FixedWindows.of(Duration.millis(100)));
  private final PCollectionView<Iterable<Integer>> view = view("view", hundreds);
  private final PCollectionView<Iterable<Integer>> other = view("other", hundreds);
  private final PCollectionView<Iterable<Integer>> triggered =
      view(
          "triggered",
          hundreds
              .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
              .withAllowedLateness(Duration.millis(50))
              .discardingFiredPanes());

  private PCollectionView<Iterable<Integer>> view(String name, Window<Integer> windowing) {
    return pipeline
        .apply(name, Create.empty(VarIntCoder.of()))
        .apply("window " + name, windowing)
        .apply("view " + name, View.asIterable());
  }

  /** The side inputs for one more instance of a stage, one that reads {@code views}. */
  protected abstract SideInputs sideInputs(List<PCollectionView<?>> views);

  /**
   * What was told to {@code sideInputs} of watermarks takes effect, the output watermark of its
   * instance having come to the end of time.
   */
  protected abstract void settle(SideInputs sideInputs);

  @Test
  void aWindowIsReadyWithItsFirstPaneForAllInstances() {
    SideInputs writer = sideInputs(List.of());
    SideInputs reader = sideInputs(List.of(view, other));
    assertFalse(reader.ready(view, FIRST));

    writer.publish(view, FIRST, EARLY, List.of(1, 2));

    assertTrue(reader.ready(view, FIRST));
    assertEquals(List.of(1, 2), list(reader.get(view, FIRST)));
    assertFalse(reader.ready(view, SECOND));
    assertFalse(reader.ready(other, FIRST));
  }

  @Test
  void readingAWindowThatIsNotReadyFails() {
    SideInputs reader = sideInputs(List.of(view));
    assertThrows(IllegalStateException.class, () -> reader.get(view, FIRST));
  }

  @Test
  void aPaneTakesThePlaceOfTheOneBefore() {
    SideInputs writer = sideInputs(List.of());
    SideInputs reader = sideInputs(List.of(view));
    writer.publish(view, FIRST, EARLY, List.of(1));
    assertEquals(List.of(1), list(reader.get(view, FIRST)));

    writer.publish(view, FIRST, ON_TIME, List.of(2));
    assertEquals(List.of(2), list(reader.get(view, FIRST)));
  }

  @Test
  void theLatestPaneCountsInWhateverOrderTheyCome() {
    SideInputs writer = sideInputs(List.of());
    SideInputs reader = sideInputs(List.of(view));
    writer.publish(view, FIRST, ON_TIME, List.of(2));
    writer.publish(view, FIRST, EARLY, List.of(1));
    assertEquals(List.of(2), list(reader.get(view, FIRST)));
  }

  @Test
  void aWindowThatTheWatermarkHasPassedIsReadyAndEmpty() {
    SideInputs writer = sideInputs(List.of());
    SideInputs reader = sideInputs(List.of(view));
    writer.watermark(view, 99);
    settle(writer);
    assertFalse(reader.ready(view, FIRST));

    writer.watermark(view, 100);
    settle(writer);
    assertTrue(reader.ready(view, FIRST));
    assertEquals(List.of(), list(reader.get(view, FIRST)));
    assertFalse(reader.ready(view, SECOND));
  }

  @Test
  void aWindowThatTheWatermarkHasPassedKeepsItsPane() {
    SideInputs writer = sideInputs(List.of());
    SideInputs reader = sideInputs(List.of(view));
    writer.publish(view, FIRST, ON_TIME, List.of(1));
    writer.watermark(view, 1_000);
    settle(writer);
    assertEquals(List.of(1), list(reader.get(view, FIRST)));
  }

  @Test
  void whereNoFiringIsCertainAWindowIsReadyOnceItHasExpired() {
    SideInputs writer = sideInputs(List.of());
    SideInputs reader = sideInputs(List.of(triggered));
    writer.watermark(triggered, 149);
    settle(writer);
    assertFalse(reader.ready(triggered, FIRST));

    writer.watermark(triggered, 150);
    settle(writer);
    assertTrue(reader.ready(triggered, FIRST));
  }
}
