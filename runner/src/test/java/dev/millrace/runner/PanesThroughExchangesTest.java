/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An element keeps pane, time and window through what only moves it elsewhere, late or not. */
@Timeout(60)
class PanesThroughExchangesTest {
  private final Notes notes = new Notes();
  private final Pipeline pipeline = TestPipelines.withOptions("--parallelism=3");

  /** Notes all that is known of an element. */
  static final class NoteAll extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    NoteAll(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Long> element,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane) {
      String times = timestamp.getMillis() + " of " + window.maxTimestamp().getMillis();
      notes.add(pane.getIndex() + " " + pane.getTiming() + " " + element + " " + times);
    }
  }

  static Stream<PTransform<PCollection<KV<String, Long>>, PCollection<KV<String, Long>>>>
      exchanges() {
    return Stream.of(
        Reshuffle.of(), Reshuffle.viaRandomKey(), Redistribute.byKey(), Redistribute.arbitrarily());
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void panesKeepTheirNumbersTimesAndWindows(
      PTransform<PCollection<KV<String, Long>>, PCollection<KV<String, Long>>> exchange) {
    pipeline
        .apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(TimestampedValue.of("a", new Instant(0)))
                .addElements(TimestampedValue.of("b", new Instant(1)))
                .advanceWatermarkTo(new Instant(20))
                .addElements(TimestampedValue.of("late", new Instant(2)))
                .advanceWatermarkToInfinity())
        .apply(
            Window.<String>into(FixedWindows.of(Duration.millis(10)))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withEarlyFirings(AfterPane.elementCountAtLeast(1))
                        .withLateFirings(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.millis(100))
                .accumulatingFiredPanes())
        .apply(WithKeys.of("all"))
        .apply(Count.perKey())
        .apply(exchange)
        .apply(ParDo.of(new NoteAll(notes)));

    pipeline.run();

    assertEquals(
        List.of(
            "0 EARLY KV{all, 1} 9 of 9",
            "1 EARLY KV{all, 2} 9 of 9",
            "2 ON_TIME KV{all, 2} 9 of 9",
            "3 LATE KV{all, 3} 9 of 9"),
        notes.sorted());
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void elementsOfExpiredWindowsAndOfTheEdgesOfTimePass(
      PTransform<PCollection<KV<String, Long>>, PCollection<KV<String, Long>>> exchange) {
    long first = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
    long last = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
    pipeline
        .apply(
            TestStream.create(StringUtf8Coder.of())
                .advanceWatermarkTo(new Instant(100))
                .addElements(TimestampedValue.of("late", new Instant(1)))
                .addElements(TimestampedValue.of("first", new Instant(first)))
                .addElements(TimestampedValue.of("last", new Instant(last)))
                .advanceWatermarkToInfinity())
        .apply(ParDo.of(new One()))
        .apply(exchange)
        .apply(ParDo.of(new NoteAll(notes)));

    pipeline.run();

    assertEquals(
        List.of(
            "0 UNKNOWN KV{first, 1} " + first + " of " + last,
            "0 UNKNOWN KV{last, 1} " + last + " of " + last,
            "0 UNKNOWN KV{late, 1} 1 of " + last),
        notes.sorted());
  }

  /** Pairs each element with a one. */
  static final class One extends DoFn<String, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String element, OutputReceiver<KV<String, Long>> output) {
      output.output(KV.of(element, 1L));
    }
  }
}
