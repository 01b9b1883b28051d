/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Timers of either time domain that set timers of the other. */
@Timeout(60)
class TimersAcrossDomainsTest {
  private final Notes notes = new Notes();
  private final Notes panes = new Notes();
  private final Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");

  /** An event timer sets one in processing time, which sets an event timer, three times around. */
  static final class PingPong extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;
    private static final int ROUNDS = 3;
    private final Notes notes;

    @StateId("rounds")
    private final StateSpec<ValueState<Integer>> rounds = StateSpecs.value();

    @TimerId("event")
    private final TimerSpec event = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("processing")
    private final TimerSpec processing = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    PingPong(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(@TimerId("event") Timer timer) {
      timer.set(new Instant(10));
    }

    @OnTimer("event")
    public void onEvent(
        @Timestamp Instant timestamp,
        @TimerId("processing") Timer timer,
        OutputReceiver<String> output) {
      notes.add("event " + timestamp.getMillis());
      output.output("event");
      timer
          .withOutputTimestamp(timestamp.plus(Duration.millis(2)))
          .offset(Duration.millis(5))
          .setRelative();
    }

    @OnTimer("processing")
    public void onProcessing(
        @Timestamp Instant timestamp,
        @StateId("rounds") ValueState<Integer> state,
        @TimerId("event") Timer timer,
        OutputReceiver<String> output) {
      notes.add("processing " + timestamp.getMillis());
      output.output("processing");
      int round = state.read() == null ? 1 : state.read() + 1;
      state.write(round);
      if (round < ROUNDS) {
        timer.set(timestamp.plus(Duration.millis(8)));
      }
    }
  }

  /** Notes panes. */
  static final class NotePane extends DoFn<KV<String, Iterable<String>>, Void> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    NotePane(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(@Element KV<String, Iterable<String>> element, PaneInfo pane) {
      List<String> values = new ArrayList<>();
      element.getValue().forEach(values::add);
      notes.add(pane.getTiming() + " " + values.stream().sorted().toList());
    }
  }

  private void run(TestStream<String> stream) {
    pipeline
        .apply(stream)
        .apply("Key", WithKeys.of("key"))
        .apply(ParDo.of(new PingPong(notes)))
        .apply(Window.into(FixedWindows.of(Duration.millis(10))))
        .apply("KeyAgain", WithKeys.of("key"))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new NotePane(panes)));
    pipeline.run();
  }

  private static TestStream.Builder<String> anElement() {
    return TestStream.create(StringUtf8Coder.of())
        .addElements(TimestampedValue.of("element", new Instant(1)));
  }

  @Test
  void eachTimerHoldsTheWatermarkAtItsOutputUntilItFires() {
    // The input watermark is far ahead; what comes of timers is on time all the same, as each
    // timer that is pending holds the watermark at its output timestamp: 10, 12, 20, 22, 30, 32.
    run(
        anElement()
            .advanceWatermarkTo(new Instant(1_000))
            .advanceProcessingTime(Duration.millis(6))
            .advanceProcessingTime(Duration.millis(6))
            .advanceProcessingTime(Duration.millis(6))
            .advanceWatermarkToInfinity());

    assertAllRounds();
  }

  private void assertAllRounds() {
    assertEquals(
        List.of(
            "event 10", "processing 12", "event 20", "processing 22", "event 30", "processing 32"),
        notes.inOrder());
    assertEquals(Collections.nCopies(3, "ON_TIME [event, processing]"), panes.inOrder());
  }

  @Test
  void aTimerWhoseTimeIsOverWhenItIsSetFiresAtOnce() {
    run(
        anElement()
            .advanceWatermarkTo(new Instant(11))
            .advanceWatermarkTo(new Instant(19))
            .advanceProcessingTime(Duration.millis(6))
            .advanceWatermarkTo(new Instant(21))
            .advanceProcessingTime(Duration.millis(100))
            .advanceWatermarkTo(new Instant(29))
            .advanceWatermarkTo(new Instant(1_000))
            .advanceProcessingTime(Duration.millis(100))
            .advanceWatermarkToInfinity());

    assertAllRounds();
  }

  @Test
  void inputThatEndsDropsTheTimerOfTheOtherDomain() {
    // With the input the global window ends, and with it its timers in processing time.
    run(anElement().advanceWatermarkTo(new Instant(11)).advanceWatermarkToInfinity());

    assertEquals(List.of("event 10"), notes.inOrder());
    assertEquals(List.of("ON_TIME [event]"), panes.inOrder());
  }
}
