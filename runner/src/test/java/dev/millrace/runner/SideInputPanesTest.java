/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static dev.millrace.runner.SideInputReports.stream;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Side inputs that fire several times: an element sees the pane that is the latest when it comes;
 * one that comes before the first pane waits for it.
 */
@Timeout(60)
class SideInputPanesTest {
  private static final String SIDE = "side ";

  private final Notes notes = new Notes();
  private final Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");

  private static TimestampedValue<String> side(String value, long millis) {
    return TimestampedValue.of(SIDE + value, new Instant(millis));
  }

  private static TimestampedValue<String> main(String value, long millis) {
    return TimestampedValue.of(value, new Instant(millis));
  }

  private <ViewT> void run(
      TestStream<String> events,
      Window<String> mainWindow,
      Window<String> sideWindow,
      PTransform<PCollection<String>, PCollectionView<ViewT>> view) {
    PCollection<String> all = pipeline.apply(events);
    PCollectionView<ViewT> side =
        all.apply("Side", Filter.by(value -> value.startsWith(SIDE)))
            .apply("SideWindow", sideWindow)
            .apply("View", view);
    all.apply("Main", Filter.by(value -> !value.startsWith(SIDE)))
        .apply("MainWindow", mainWindow)
        .apply(ParDo.of(new SideInputReports.NoteWith<>(notes, side)).withSideInputs(side));
    pipeline.run();
  }

  private static Window<String> globalAtEachElement() {
    return Window.<String>into(new GlobalWindows())
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)));
  }

  private static TestStream<String> alternating() {
    return stream()
        .addElements(main("first", 1))
        .addElements(side("1", 1))
        .addElements(main("second", 2))
        .addElements(side("2", 2))
        .addElements(side("3", 3))
        .addElements(main("third", 3))
        .advanceWatermarkToInfinity();
  }

  @Test
  void accumulatedPanesShowEverythingSoFar() {
    run(
        alternating(),
        Window.into(new GlobalWindows()),
        globalAtEachElement().accumulatingFiredPanes(),
        View.asIterable());

    assertEquals(
        List.of("first [side 1]", "second [side 1]", "third [side 1, side 2, side 3]"),
        notes.inOrder());
  }

  @Test
  void aDiscardedPaneIsReplacedByTheNext() {
    run(
        alternating(),
        Window.into(new GlobalWindows()),
        globalAtEachElement().discardingFiredPanes(),
        View.asIterable());

    assertEquals(List.of("first [side 1]", "second [side 1]", "third [side 3]"), notes.inOrder());
  }

  /** The greatest element, as a singleton that each pane replaces. */
  static final class Greatest extends PTransform<PCollection<String>, PCollectionView<String>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollectionView<String> expand(PCollection<String> input) {
      return input
          .apply(Combine.globally(Max.<String>naturalOrder()).withoutDefaults())
          .apply(View.asSingleton());
    }
  }

  @Test
  void aSingletonIsThatOfTheLatestPane() {
    // By default the end of the window would fire a pane of nothing, which is no singleton.
    run(
        alternating(),
        Window.into(new GlobalWindows()),
        globalAtEachElement()
            .discardingFiredPanes()
            .withOnTimeBehavior(Window.OnTimeBehavior.FIRE_IF_NON_EMPTY),
        new Greatest());

    assertEquals(List.of("first side 1", "second side 1", "third side 3"), notes.inOrder());
  }

  @Test
  void aSingletonThatAccumulatesItsPanesIsNoSingleton() {
    // The panes of a combination are elements like others, and the view accumulates them.
    var failure =
        assertThrows(
            MillraceExecutionException.class,
            () ->
                run(
                    alternating(),
                    Window.into(new GlobalWindows()),
                    globalAtEachElement().accumulatingFiredPanes(),
                    new Greatest()));

    assertThat(failure.getMessage(), containsString("more than one element"));
    assertEquals(List.of("first side 1", "second side 1"), notes.inOrder());
  }

  /** All elements under one key. */
  static final class UnderOneKey
      extends PTransform<PCollection<String>, PCollectionView<Map<String, Iterable<String>>>> {
    private static final long serialVersionUID = 1L;

    @Override
    public PCollectionView<Map<String, Iterable<String>>> expand(PCollection<String> input) {
      return input.apply(WithKeys.of("all")).apply(View.asMultimap());
    }
  }

  @Test
  void aMultimapGrowsWithItsPanes() {
    run(
        alternating(),
        Window.into(new GlobalWindows()),
        globalAtEachElement().accumulatingFiredPanes(),
        new UnderOneKey());

    assertEquals(
        List.of(
            "first {all=[side 1]}",
            "second {all=[side 1]}",
            "third {all=[side 1, side 2, side 3]}"),
        notes.inOrder());
  }

  @Test
  void everyWindowHasEarlyOnTimeAndLatePanesOfItsOwn() {
    // Main windows of ten milliseconds see the side window of twenty that they lie in.
    run(
        stream()
            .addElements(side("a", 1))
            .addElements(main("early in the first", 2))
            .addElements(main("first of the second", 22))
            .addElements(side("b", 11))
            .addElements(main("later in the first", 12))
            .addElements(side("x", 21))
            .advanceWatermarkTo(new Instant(20))
            .addElements(side("c", 3))
            .addElements(main("late in the first", 4))
            .addElements(main("last of the second", 32))
            .advanceWatermarkToInfinity(),
        Window.<String>into(FixedWindows.of(Duration.millis(10)))
            .withAllowedLateness(Duration.millis(100))
            .discardingFiredPanes(),
        Window.<String>into(FixedWindows.of(Duration.millis(20)))
            .triggering(
                AfterWatermark.pastEndOfWindow()
                    .withEarlyFirings(AfterPane.elementCountAtLeast(1))
                    .withLateFirings(AfterPane.elementCountAtLeast(1)))
            .withAllowedLateness(Duration.millis(100))
            .accumulatingFiredPanes(),
        View.asIterable());

    assertEquals(
        List.of(
            "early in the first [side a]",
            "later in the first [side a, side b]",
            "first of the second [side x]",
            "late in the first [side a, side b, side c]",
            "last of the second [side x]"),
        notes.inOrder());
  }

  @Test
  void aWindowWhoseSideNeverComesIsEmptyAtItsEnd() {
    run(
        stream()
            .addElements(main("waits", 5))
            .addElements(side("other window", 15))
            .advanceWatermarkTo(new Instant(10))
            .addElements(main("also waits", 25))
            .advanceWatermarkToInfinity(),
        Window.into(FixedWindows.of(Duration.millis(10))),
        Window.into(FixedWindows.of(Duration.millis(10))),
        View.asIterable());

    assertEquals(List.of("waits []", "also waits []"), notes.inOrder());
  }
}
