/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The panes of a window that takes late elements, from its end to its expiry. */
@Timeout(60)
class LatenessTest {
  private static final long END = 10;
  private static final long LATENESS = 20;
  private static final long AFTER_EXPIRY = END + LATENESS + 1;

  private final Notes panes = new Notes();
  private final Notes counts = new Notes();

  /** When late elements fire. */
  enum Late {
    /** Each of them. */
    EACH(DefaultTrigger.of(), 1),
    /** Two of them together. */
    BY_TWO(AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(2)), 2);

    final Trigger trigger;
    final int atOnce;

    Late(Trigger trigger, int atOnce) {
      this.trigger = trigger;
      this.atOnce = atOnce;
    }
  }

  /** Notes panes. */
  static final class NotePane extends DoFn<KV<String, Iterable<String>>, Void> {
    private static final long serialVersionUID = 1L;
    private final Notes panes;

    NotePane(Notes panes) {
      this.panes = panes;
    }

    @ProcessElement
    public void process(@Element KV<String, Iterable<String>> element, PaneInfo pane) {
      List<String> values = new ArrayList<>();
      element.getValue().forEach(values::add);
      panes.add(render(values.stream().sorted().toList(), pane));
    }
  }

  /** Notes panes of counts. */
  static final class NoteCount extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1L;
    private final Notes counts;

    NoteCount(Notes counts) {
      this.counts = counts;
    }

    @ProcessElement
    public void process(@Element KV<String, Long> element, PaneInfo pane) {
      counts.add(element.getValue() + " " + pane);
    }
  }

  private static String render(List<String> values, PaneInfo pane) {
    return values + " " + pane;
  }

  static Stream<Arguments> cases() {
    return Stream.of(Late.values())
        .flatMap(
            trigger ->
                Stream.of(ClosingBehavior.values())
                    .flatMap(
                        closing ->
                            Stream.of(true, false)
                                .flatMap(
                                    accumulating ->
                                        Stream.of(0, 1, 2, 3)
                                            .map(
                                                late ->
                                                    Arguments.of(
                                                        trigger, closing, accumulating, late)))));
  }

  @ParameterizedTest(name = "late {0}, {1}, accumulating {2}, {3} late elements")
  @MethodSource("cases")
  void panesAreThoseOfTheModel(
      Late trigger, ClosingBehavior closing, boolean accumulating, int lateElements) {
    Window<String> window =
        Window.<String>into(FixedWindows.of(Duration.millis(END)))
            .triggering(trigger.trigger)
            .withAllowedLateness(Duration.millis(LATENESS), closing);
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<KV<String, String>> keyed =
        pipeline
            .apply(stream(lateElements))
            .apply(accumulating ? window.accumulatingFiredPanes() : window.discardingFiredPanes())
            .apply(WithKeys.of("key"));
    keyed.apply(GroupByKey.create()).apply(ParDo.of(new NotePane(panes)));
    keyed.apply(Count.perKey()).apply(ParDo.of(new NoteCount(counts)));

    pipeline.run();

    List<Pane> expected = expected(trigger, closing, accumulating, lateElements);
    assertEquals(
        expected.stream().map(pane -> render(pane.values, pane.info)).toList(), panes.inOrder());
    assertEquals(
        expected.stream().map(pane -> pane.values.size() + " " + pane.info).toList(),
        counts.inOrder());
  }

  private static TestStream<String> stream(int lateElements) {
    TestStream.Builder<String> stream =
        TestStream.create(StringUtf8Coder.of())
            .addElements(TimestampedValue.of("on time", new Instant(1)))
            .advanceWatermarkTo(new Instant(END));
    for (int i = 0; i < lateElements; i++) {
      stream = stream.addElements(TimestampedValue.of("late " + i, new Instant(2)));
    }
    return stream
        .advanceWatermarkTo(new Instant(AFTER_EXPIRY))
        .addElements(TimestampedValue.of("too late", new Instant(3)))
        .advanceWatermarkToInfinity();
  }

  /** What is expected of a pane. */
  private record Pane(List<String> values, PaneInfo info) {}

  /**
   * The panes by the words of the model: one at the end of the window; one whenever so many late
   * elements are there as the trigger wants; a last one at expiry if there is something new, or
   * always. Each shows what is new, or everything.
   */
  private static List<Pane> expected(
      Late trigger, ClosingBehavior closing, boolean accumulating, int lateElements) {
    List<Pane> panes = new ArrayList<>();
    List<String> all = new ArrayList<>(List.of("on time"));
    List<String> fresh = new ArrayList<>(all);
    panes.add(new Pane(List.copyOf(all), PaneInfo.createPane(true, false, Timing.ON_TIME, 0, 0)));
    fresh.clear();
    for (int i = 0; i < lateElements; i++) {
      all.add(0, "late " + i);
      all.sort(null);
      fresh.add("late " + i);
      if (fresh.size() == trigger.atOnce) {
        panes.add(late(accumulating ? all : fresh, panes.size(), false));
        fresh.clear();
      }
    }
    if (closing == ClosingBehavior.FIRE_ALWAYS || !fresh.isEmpty()) {
      panes.add(late(accumulating ? all : fresh, panes.size(), true));
    }
    return panes;
  }

  private static Pane late(List<String> values, int index, boolean last) {
    return new Pane(
        List.copyOf(values), PaneInfo.createPane(false, last, Timing.LATE, index, index));
  }
}
