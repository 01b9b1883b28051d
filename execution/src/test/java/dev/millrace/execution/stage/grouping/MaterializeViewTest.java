/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static dev.millrace.execution.stage.grouping.Groupings.TENS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.List;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Collections that become side inputs. */
class MaterializeViewTest {
  private static final IntervalWindow FIRST = window(0, 10);
  private static final IntervalWindow SECOND = window(10, 20);

  private OperatorHarness harness;
  private PCollectionView<Iterable<String>> view;

  private OperatorHarness materializing(
      GroupingPath path, Window<String> window, WindowingStrategy<?, ?> windowing) {
    view = Specs.iterableView(window);
    harness =
        OperatorHarness.of(
            new OperatorSpec.MaterializeView(
                "Tested", path, view, StringUtf8Coder.of(), windowing, OperatorHarness.INPUT));
    return harness;
  }

  private OperatorHarness materializing(GroupingPath path) {
    return materializing(path, Window.into(TENS), WindowingStrategy.of(TENS));
  }

  private boolean ready(IntervalWindow window) {
    return harness.host().sideInputs().ready(view, window);
  }

  private ImmutableList<String> contents(IntervalWindow window) {
    return ImmutableList.copyOf(harness.host().sideInputs().get(view, window));
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "WINDOW_TABLE"})
  void aWindowIsPublishedWhenItFires(GroupingPath path) throws Exception {
    materializing(path)
        .elements(in(FIRST, 1, "a"), in(SECOND, 11, "b"), in(FIRST, 2, "c"))
        .watermark(9)
        .expectValue(false, () -> ready(FIRST))
        .watermark(11)
        .expectValue(List.of("a", "c"), () -> contents(FIRST))
        .expectValue(false, () -> ready(SECOND))
        .watermark(21)
        .expectValue(List.of("b"), () -> contents(SECOND))
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "WINDOW_TABLE"})
  void aWindowWithoutElementsIsReadyAndEmptyOnceNothingCanCome(GroupingPath path) throws Exception {
    materializing(path)
        .elements(in(SECOND, 11, "b"))
        .watermark(9)
        .expectValue(false, () -> ready(FIRST))
        .watermark(11)
        .expectValue(List.of(), () -> contents(FIRST))
        .expectValue(false, () -> ready(SECOND))
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "WINDOW_TABLE"})
  void atTheEndOfInputEveryWindowIsReady(GroupingPath path) throws Exception {
    materializing(path).elements(in(FIRST, 1, "a")).run();

    assertEquals(List.of("a"), contents(FIRST));
    assertEquals(List.of(), contents(SECOND));
  }

  private OperatorHarness firingOften(AccumulationMode mode) {
    Repeatedly trigger = Repeatedly.forever(AfterPane.elementCountAtLeast(1));
    Window<String> window =
        Window.<String>into(TENS)
            .triggering(trigger)
            .discardingFiredPanes()
            .withAllowedLateness(Duration.ZERO);
    return materializing(
        GroupingPath.GENERAL,
        window,
        WindowingStrategy.of(TENS).withTrigger(trigger).withMode(mode));
  }

  @Test
  void aLaterPaneReplacesTheOneBefore() throws Exception {
    firingOften(AccumulationMode.DISCARDING_FIRED_PANES)
        .elements(in(FIRST, 1, "a"))
        .expectValue(List.of("a"), () -> contents(FIRST))
        .elements(in(FIRST, 2, "b"))
        .expectValue(List.of("b"), () -> contents(FIRST))
        .run();
  }

  @Test
  void aSingletonIsThatOfTheNewestPaneOfThoseThatComeTogether() throws Exception {
    PCollectionView<String> singleton = Specs.singletonView(TENS);
    OperatorHarness ofSingleton =
        OperatorHarness.of(
            new OperatorSpec.MaterializeView(
                "Tested",
                singleton,
                StringUtf8Coder.of(),
                WindowingStrategy.of(TENS),
                OperatorHarness.INPUT));
    ofSingleton
        .elements(
            in(FIRST, 9, "a", PaneInfo.createPane(true, false, Timing.EARLY, 0, -1)),
            in(FIRST, 9, "c", PaneInfo.createPane(false, false, Timing.EARLY, 2, -1)),
            in(FIRST, 9, "b", PaneInfo.createPane(false, false, Timing.EARLY, 1, -1)))
        .watermark(11)
        .expectValue("c", () -> ofSingleton.host().sideInputs().get(singleton, FIRST))
        .run();
  }

  @Test
  void anAccumulatedPaneHasEverything() throws Exception {
    firingOften(AccumulationMode.ACCUMULATING_FIRED_PANES)
        .elements(in(FIRST, 1, "a"), in(FIRST, 2, "b"))
        .expectValue(List.of("a", "b"), () -> contents(FIRST))
        .run();
  }

  @Test
  void whatComesTooLateIsDroppedAndCounted() throws Exception {
    materializing(GroupingPath.GENERAL)
        .elements(in(FIRST, 1, "a"))
        .watermark(10)
        .elements(in(FIRST, 2, "late"))
        .watermark(30)
        .expectValue(List.of("a"), () -> contents(FIRST))
        .expectDropped(1)
        .run();
  }
}
