/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows whose timers are set for long after their end end with the watermark all the same. */
@Timeout(60)
class ExpiredTimersTest {
  private static final Duration SECOND = Duration.standardSeconds(1);
  private static final Duration MINUTE = Duration.standardMinutes(1);

  private final Notes counts = new Notes();
  private final Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");

  /** Passes elements on, and sets a timer that fires a minute later. */
  static final class InAMinute extends DoFn<KV<String, String>, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, String> element,
        @TimerId("timer") Timer timer,
        OutputReceiver<KV<String, String>> output) {
      timer.offset(MINUTE).setRelative();
      output.output(element);
    }

    @OnTimer("timer")
    public void onTimer(@Key String key, OutputReceiver<KV<String, String>> output) {
      output.output(KV.of(key, "timer"));
    }
  }

  /** As {@link InAMinute}, by a family. */
  static final class FamilyInAMinute extends DoFn<KV<String, String>, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    @TimerFamily("family")
    final TimerSpec spec = TimerSpecs.timerMap(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, String> element,
        @TimerFamily("family") TimerMap timers,
        OutputReceiver<KV<String, String>> output) {
      timers.get(element.getValue()).offset(MINUTE).setRelative();
      output.output(element);
    }

    @OnTimerFamily("family")
    public void onTimer(@Key String key, OutputReceiver<KV<String, String>> output) {
      output.output(KV.of(key, "timer"));
    }
  }

  /** Notes counts in the order in which they come. */
  static final class Note extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    Note(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(@Element KV<String, Long> element, @Timestamp Instant timestamp) {
      notes.add(element.getKey() + " " + element.getValue() + " at " + timestamp.getMillis());
    }
  }

  /** Notes a mark when it comes to a window that an element starts. */
  static final class Mark extends SimpleFunction<KV<String, String>, KV<String, String>> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    Mark(Notes notes) {
      this.notes = notes;
    }

    @Override
    public KV<String, String> apply(KV<String, String> element) {
      if (element.getKey().equals("mark")) {
        notes.add("mark " + element.getValue());
      }
      return element;
    }
  }

  private static TimestampedValue<KV<String, String>> at(long millis, String key, String value) {
    return TimestampedValue.of(KV.of(key, value), new Instant(millis));
  }

  private PCollection<KV<String, String>> input(long watermark) {
    TestStream<KV<String, String>> stream =
        TestStream.create(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
            .addElements(at(1, "a", "1"), at(2, "b", "2"), at(3, "a", "3"))
            .advanceWatermarkTo(new Instant(watermark))
            .addElements(at(1_500, "mark", "after the first second"))
            .advanceWatermarkToInfinity();
    return pipeline
        .apply(stream)
        .apply(MapElements.via(new Mark(counts)))
        .apply(Window.into(FixedWindows.of(SECOND)));
  }

  private void countAfter(long watermark, DoFn<KV<String, String>, KV<String, String>> stateful) {
    input(watermark)
        .apply(ParDo.of(stateful))
        .apply(Count.perKey())
        .apply(ParDo.of(new Note(counts)));
    pipeline.run();
  }

  private void assertFirstSecondWasCountedBeforeTheMark() {
    List<String> all = counts.inOrder();
    assertEquals(
        List.of("a 2 at 999", "b 1 at 999", "mark after the first second"),
        java.util.stream.Stream.concat(
                all.stream().limit(2).sorted(), all.stream().skip(2).limit(1))
            .toList(),
        all::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 1_001, 1_400})
  void whenAWindowExpiresThenItsProcessingTimersDoNotKeepItFromBeingCounted(long watermark) {
    countAfter(watermark, new InAMinute());

    assertFirstSecondWasCountedBeforeTheMark();
  }

  @Test
  void whenAWindowExpiresThenTimersOfFamiliesDoNotKeepItFromBeingCounted() {
    countAfter(1_000, new FamilyInAMinute());

    assertFirstSecondWasCountedBeforeTheMark();
  }

  /** As many copies of an element's key as its batch has elements. */
  static final class Unbatch extends DoFn<KV<String, Iterable<String>>, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<String>> batch, OutputReceiver<KV<String, String>> output) {
      batch.getValue().forEach(value -> output.output(KV.of(batch.getKey(), value)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 1_001, 1_400})
  void whenAWindowExpiresThenBatchesThatMayStillBeBufferedGoOut(long watermark) {
    input(watermark)
        .apply(GroupIntoBatches.<String, String>ofSize(100).withMaxBufferingDuration(MINUTE))
        .apply(ParDo.of(new Unbatch()))
        .apply(Count.perKey())
        .apply(ParDo.of(new Note(counts)));
    pipeline.run();

    assertFirstSecondWasCountedBeforeTheMark();
  }

  private void countAfterGrouping(Trigger trigger) {
    input(1_000)
        .apply(
            Window.<KV<String, String>>configure()
                .triggering(trigger)
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply(GroupByKey.create())
        .apply(ParDo.of(new Unbatch()))
        .apply(
            Window.<KV<String, String>>configure()
                .triggering(AfterWatermark.pastEndOfWindow())
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply(Count.perKey())
        .apply(ParDo.of(new Note(counts)));
    pipeline.run();
  }

  @Test
  void whenAWindowExpiresThenItsEarlyFiringsDoNotKeepItFromBeingCounted() {
    countAfterGrouping(
        AfterWatermark.pastEndOfWindow()
            .withEarlyFirings(AfterProcessingTime.pastFirstElementInPane().plusDelayOf(MINUTE)));

    assertFirstSecondWasCountedBeforeTheMark();
  }

  @Test
  void whenAWindowExpiresThenFiringsOfAnyTriggerDoNotKeepItFromBeingCounted() {
    countAfterGrouping(
        Repeatedly.forever(
            AfterFirst.of(
                AfterPane.elementCountAtLeast(100),
                AfterProcessingTime.pastFirstElementInPane().plusDelayOf(MINUTE))));

    assertFirstSecondWasCountedBeforeTheMark();
  }
}
