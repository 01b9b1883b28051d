/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static dev.millrace.runner.SideInputReports.at;
import static dev.millrace.runner.SideInputReports.stream;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.Wait;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterEach;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Windows of side inputs that never get an element: what waits for them goes on once a first pane
 * is out of the question, which is at the end of the window if it would fire there, and else when
 * it has expired.
 */
@Timeout(60)
class EmptySideInputTest {
  private static final String SIDE = "side";
  private static final String MARK = "mark ";
  private static final Duration SIZE = Duration.millis(10);

  private final Notes notes = new Notes();
  private final Pipeline pipeline = TestPipelines.withOptions("--parallelism=1");

  private static TestStream.Builder<String> mark(TestStream.Builder<String> events, long millis) {
    return events.addElements(at(Math.max(0, millis), MARK + millis));
  }

  private static Window<String> window(Trigger trigger, long lateness) {
    return Window.<String>into(FixedWindows.of(SIZE))
        .triggering(trigger)
        .withAllowedLateness(Duration.millis(lateness))
        .discardingFiredPanes();
  }

  private static Trigger afterPane() {
    return Repeatedly.forever(AfterPane.elementCountAtLeast(1));
  }

  private static Trigger afterProcessingTime() {
    return Repeatedly.forever(
        AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.millis(1)));
  }

  /** Notes its elements. */
  static final class Note extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    Note(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(@Element String element) {
      notes.add(element);
    }
  }

  private PCollection<String> main(PCollection<String> all, long lateness) {
    return all.apply("Main", Filter.by(value -> !value.startsWith(SIDE) && !value.startsWith(MARK)))
        .apply(
            "MainWindow",
            Window.<String>into(FixedWindows.of(SIZE))
                .withAllowedLateness(Duration.millis(lateness))
                .discardingFiredPanes());
  }

  private static PCollection<String> side(PCollection<String> all, Window<String> window) {
    return all.apply("Side", Filter.by(value -> value.startsWith(SIDE))).apply("Window", window);
  }

  private PCollection<String> play(TestStream<String> events) {
    PCollection<String> all = pipeline.apply(events);
    all.apply("Marks", Filter.by(value -> value.startsWith(MARK)))
        .apply("Mark", ParDo.of(new Note(notes)));
    return all;
  }

  private <ViewT> void run(
      TestStream<String> events,
      Window<String> window,
      PTransform<PCollection<String>, PCollectionView<ViewT>> form) {
    PCollection<String> all = play(events);
    PCollectionView<ViewT> view = side(all, window).apply("View", form);
    main(all, 0).apply(ParDo.of(new SideInputReports.NoteWith<>(notes, view)).withSideInputs(view));
    pipeline.run();
  }

  /** What waits goes on when the watermark is past {@code last}, not before. */
  private static TestStream<String> waiting(long last) {
    TestStream.Builder<String> events =
        stream().addElements(at(5, "a"), at(7, "b")).advanceWatermarkTo(new Instant(last));
    events = mark(events, last).advanceWatermarkTo(new Instant(last + 1));
    return mark(events, last + 1).advanceWatermarkToInfinity();
  }

  private static List<String> passing(String value, long last) {
    return List.of(MARK + last, "a " + value, "b " + value, MARK + (last + 1));
  }

  static Stream<Arguments> triggers() {
    return Stream.of(
        Arguments.of(Never.ever(), 0, 9),
        Arguments.of(Never.ever(), 20, 29),
        Arguments.of(afterPane(), 0, 9),
        Arguments.of(afterPane(), 20, 29),
        Arguments.of(afterProcessingTime(), 0, 9),
        Arguments.of(afterProcessingTime(), 20, 29),
        Arguments.of(
            AfterEach.inOrder(AfterPane.elementCountAtLeast(3), afterProcessingTime()), 20, 29),
        Arguments.of(DefaultTrigger.of(), 0, 9),
        Arguments.of(DefaultTrigger.of(), 20, 9),
        Arguments.of(
            AfterWatermark.pastEndOfWindow()
                .withEarlyFirings(AfterPane.elementCountAtLeast(1))
                .withLateFirings(AfterPane.elementCountAtLeast(1)),
            20,
            9));
  }

  @ParameterizedTest
  @MethodSource("triggers")
  void whatWaitsGoesOnWhenNoFirstPaneCanCome(Trigger trigger, long lateness, long last) {
    run(waiting(last), window(trigger, lateness), View.asIterable());

    assertEquals(passing("[]", last), notes.inOrder());
  }

  @ParameterizedTest
  @MethodSource("triggers")
  void thatIsSoIfAnEmptyLastPaneIsAskedFor(Trigger trigger, long lateness, long last) {
    run(
        waiting(last),
        window(trigger, lateness)
            .withAllowedLateness(Duration.millis(lateness), ClosingBehavior.FIRE_ALWAYS),
        View.asIterable());

    assertEquals(passing("[]", last), notes.inOrder());
  }

  /** A form of view, with what it is if it is empty. */
  private record Form(String name, PTransform<PCollection<String>, ?> transform, String empty) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A view of all elements under one key. */
  private static final class Keyed<ViewT>
      extends PTransform<PCollection<String>, PCollectionView<ViewT>> {
    private static final long serialVersionUID = 1L;
    private final PTransform<PCollection<KV<String, String>>, PCollectionView<ViewT>> form;

    Keyed(PTransform<PCollection<KV<String, String>>, PCollectionView<ViewT>> form) {
      this.form = form;
    }

    @Override
    public PCollectionView<ViewT> expand(PCollection<String> input) {
      return input.apply(WithKeys.of("all")).apply(form);
    }
  }

  static final List<Form> FORMS =
      List.of(
          new Form("iterable", View.asIterable(), "[]"),
          new Form("list", View.asList(), "[]"),
          new Form("list with random access", View.<String>asList().withRandomAccess(), "[]"),
          new Form("singleton with default", View.<String>asSingleton().withDefaultValue("-"), "-"),
          new Form(
              "combined singleton",
              Combine.globally(Count.<String>combineFn()).asSingletonView(),
              "0"),
          new Form("map", new Keyed<>(View.asMap()), "{}"),
          new Form("map in memory", new Keyed<>(View.<String, String>asMap().inMemory()), "{}"),
          new Form("multimap", new Keyed<>(View.asMultimap()), "{}"),
          new Form("pairs", new Keyed<>(View.asIterable()), "[]"));

  @ParameterizedTest
  @FieldSource("FORMS")
  @SuppressWarnings("unchecked") // every form is a view of strings
  void everyFormOfViewMayBeEmpty(Form form) {
    run(
        waiting(29),
        window(Never.ever(), 20),
        (PTransform<PCollection<String>, PCollectionView<Object>>) form.transform());

    assertEquals(passing(form.empty(), 29), notes.inOrder());
  }

  @Test
  void theGlobalWindowIsEmptyAtTheEndOfTime() {
    TestStream.Builder<String> events =
        stream().addElements(at(5, "a")).advanceWatermarkTo(new Instant(1_000_000));
    run(
        mark(events, 1_000_000).advanceWatermarkToInfinity(),
        Window.<String>into(new GlobalWindows()).triggering(afterPane()).discardingFiredPanes(),
        View.asIterable());

    assertEquals(List.of(MARK + 1_000_000, "a []"), notes.inOrder());
  }

  @Test
  void whatWaitsForASignalThatStaysEmptyGoesOnWindowByWindow() {
    PCollection<String> all =
        play(
            mark(
                    mark(
                            stream()
                                .addElements(at(5, "a"), at(15, "b"))
                                .advanceWatermarkTo(new Instant(10)),
                            10)
                        .addElements(at(16, "c"))
                        .advanceWatermarkTo(new Instant(20)),
                    20)
                .advanceWatermarkToInfinity());
    PCollection<String> signal = side(all, window(DefaultTrigger.of(), 0));
    main(all, 0).apply(Wait.on(signal)).apply("Waited", ParDo.of(new Note(notes)));

    pipeline.run();

    assertEquals(List.of("a", MARK + 10, "b", "c", MARK + 20), notes.inOrder());
  }

  @Test
  void aLateElementFindsAWindowThatExpiredBeforeItsOwn() {
    PCollection<String> all =
        play(
            mark(stream().advanceWatermarkTo(new Instant(40)), 40)
                .addElements(at(5, "late"))
                .advanceWatermarkTo(new Instant(200))
                .addElements(at(6, "too late"))
                .advanceWatermarkToInfinity());
    PCollectionView<Iterable<String>> view =
        side(all, window(Never.ever(), 20)).apply("View", View.asIterable());
    main(all, 100)
        .apply(ParDo.of(new SideInputReports.NoteWith<>(notes, view)).withSideInputs(view));

    pipeline.run();

    assertEquals(List.of(MARK + 40, "late []"), notes.inOrder());
  }

  @Test
  void aLatePaneReplacesTheEmptyOneThatWasSeenBefore() {
    PCollection<String> all =
        play(
            stream()
                .addElements(at(5, "a"))
                .advanceWatermarkTo(new Instant(12))
                .addElements(at(3, SIDE))
                .addElements(at(6, "b"))
                .advanceWatermarkToInfinity());
    PCollectionView<Iterable<String>> view =
        side(all, window(DefaultTrigger.of(), 20)).apply("View", View.asIterable());
    main(all, 20)
        .apply(ParDo.of(new SideInputReports.NoteWith<>(notes, view)).withSideInputs(view));

    pipeline.run();

    assertEquals(List.of("a []", "b [side]"), notes.inOrder());
  }

  @Test
  void aFirstPaneThatComesOnlyAtExpiryIsSeenByWhatWaits() {
    TestStream.Builder<String> events =
        stream()
            .addElements(at(5, "a"), at(3, SIDE), at(15, "b"))
            .advanceWatermarkTo(new Instant(29));
    events = mark(events, 29).advanceWatermarkTo(new Instant(30));
    events = mark(events, 30).advanceWatermarkTo(new Instant(40));
    run(mark(events, 40).advanceWatermarkToInfinity(), window(Never.ever(), 20), View.asIterable());

    assertEquals(List.of(MARK + 29, "a [side]", MARK + 30, "b []", MARK + 40), notes.inOrder());
  }

  @Test
  void readingAnEmptySingletonNamesTheViewAndWhoReadsIt() {
    var failure =
        assertThrows(
            MillraceExecutionException.class,
            () -> run(waiting(29), window(Never.ever(), 20), View.asSingleton()));

    assertEquals(NoSuchElementException.class, failure.getCause().getClass());
    assertThat(failure.transform(), startsWith("ParDo(NoteWith)"));
    assertThat(
        failure.circumstances(),
        startsWith(
            "reading side input View/Combine.GloballyAsSingletonView/"
                + "CreatePCollectionView in window"));
  }
}
