/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/** Panes: early, late and repeated ones. */
final class TriggerCases {
  private TriggerCases() {}

  static List<GrowthCase> all() {
    return List.of(
        GrowthCase.of("panes by count of one key", n -> counted(n, 1, repeated())),
        GrowthCase.of("panes by count of as many keys", n -> counted(n, n, repeated())),
        GrowthCase.of("panes by count or time of one key", n -> counted(n, 1, either())),
        GrowthCase.of("panes by count or time of as many keys", n -> counted(n, n, either())),
        GrowthCase.of("accumulated sums of one key", TriggerCases::accumulated),
        GrowthCase.of("windows with early panes after a delay", n -> delayed(n, 1, 1)),
        GrowthCase.of("keys with early panes after a delay", n -> delayed(n, n, n)),
        GrowthCase.of("early panes after a delay, one by one", TriggerCases::delayedOneByOne),
        GrowthCase.of("sessions of keys with early panes", n -> early(n, n, sessions(1))),
        GrowthCase.of("a session with early panes", n -> early(n, 1, sessions(10))),
        GrowthCase.of("windows with early panes by count", n -> early(n, 1, fixed(1))),
        GrowthCase.of("keys with early panes by count", n -> early(n, n, fixed(n))),
        GrowthCase.of("early windows that close while N are open", n -> ahead(n, 1)),
        GrowthCase.of("early windows that close of as many keys", n -> ahead(n, 1L << 40)),
        GrowthCase.of("late windows", n -> late(n, fixed(1), 1)),
        GrowthCase.of("late values of one window", n -> late(n, fixed(n), 1)),
        GrowthCase.of("late values of as many keys", n -> late(n, fixed(n), n)),
        GrowthCase.of("late sessions of as many keys", n -> late(n, sessions(1), n)),
        GrowthCase.of("late windows, dropped", TriggerCases::tooLate),
        GrowthCase.of("windows open for late values", TriggerCases::lingering));
  }

  private static Trigger repeated() {
    return Repeatedly.forever(AfterPane.elementCountAtLeast(2));
  }

  // Not one of the common ones.
  private static Trigger either() {
    return Repeatedly.forever(
        AfterFirst.of(
            AfterPane.elementCountAtLeast(2),
            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.standardDays(1))));
  }

  private static WindowFn<Object, ?> fixed(long millis) {
    return FixedWindows.of(Duration.millis(millis));
  }

  private static WindowFn<Object, ?> sessions(long gapMillis) {
    return Sessions.withGapDuration(Duration.millis(gapMillis));
  }

  private static Window<Long> windows(WindowFn<Object, ?> windowFn, Trigger trigger, int lateness) {
    return Window.<Long>into(windowFn)
        .triggering(trigger)
        .withAllowedLateness(Duration.millis(lateness))
        .discardingFiredPanes();
  }

  private static Pipeline group(PCollection<Long> numbers, long keys) {
    numbers.apply("Key", Inputs.keyed(keys)).apply(GroupByKey.create()).apply(Inputs.sink());
    return numbers.getPipeline();
  }

  private static Pipeline counted(int n, long keys, Trigger trigger) {
    return group(
        Inputs.bounded(Inputs.pipeline(), 2 * n)
            .apply(Window.<Long>configure().triggering(trigger).discardingFiredPanes()),
        keys);
  }

  private static Pipeline accumulated(int n) {
    Pipeline pipeline = Inputs.pipeline();
    Inputs.bounded(pipeline, n)
        .apply(Window.<Long>configure().triggering(repeated()).accumulatingFiredPanes())
        .apply(Inputs.keyed(1))
        .apply(Sum.longsPerKey())
        .apply(Inputs.sink());
    return pipeline;
  }

  private static Trigger afterDelay() {
    return AfterWatermark.pastEndOfWindow()
        .withEarlyFirings(
            AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.millis(10)));
  }

  private static Pipeline delayed(int n, long keys, int windowMillis) {
    TestStream<Long> stream =
        Inputs.event(n)
            .advanceProcessingTime(Duration.standardSeconds(1))
            .advanceWatermarkToInfinity();
    return group(
        Inputs.pipeline().apply(stream).apply(windows(fixed(windowMillis), afterDelay(), 0)), keys);
  }

  // While all windows stay open.
  private static Pipeline delayedOneByOne(int n) {
    TestStream.Builder<Long> stream = Inputs.event(0);
    for (int i = 0; i < n; i++) {
      stream = stream.addElements(Inputs.number(i)).advanceProcessingTime(Duration.millis(1));
    }
    return group(
        Inputs.pipeline()
            .apply(stream.advanceWatermarkToInfinity())
            .apply(windows(fixed(1), afterDelay(), 0)),
        1);
  }

  private static Trigger earlyAndLate() {
    return AfterWatermark.pastEndOfWindow()
        .withEarlyFirings(AfterPane.elementCountAtLeast(1))
        .withLateFirings(AfterPane.elementCountAtLeast(1));
  }

  private static Pipeline early(int n, long keys, WindowFn<Object, ?> windowFn) {
    return group(
        Inputs.bounded(Inputs.pipeline(), n).apply(windows(windowFn, earlyAndLate(), 0)), keys);
  }

  private static Pipeline ahead(int n, long keys) {
    return group(Inputs.ahead(n).apply(windows(fixed(1), earlyAndLate(), 0)), keys);
  }

  private static Pipeline late(int n, WindowFn<Object, ?> windowFn, long keys) {
    TestStream<Long> stream =
        Inputs.add(Inputs.event(0).advanceWatermarkTo(Inputs.number(2L * n).getTimestamp()), 0, n)
            .advanceWatermarkToInfinity();
    return group(
        Inputs.pipeline().apply(stream).apply(windows(windowFn, earlyAndLate(), 10 * n)), keys);
  }

  private static Pipeline tooLate(int n) {
    TestStream<Long> stream =
        Inputs.add(Inputs.event(0).advanceWatermarkTo(Inputs.number(2L * n).getTimestamp()), 0, n)
            .advanceWatermarkToInfinity();
    return group(Inputs.pipeline().apply(stream).apply(Inputs.fixed(1)), 1);
  }

  // A watermark that follows at once, and windows that stay for late values.
  private static Pipeline lingering(int n) {
    return group(Inputs.following(2 * n).apply(windows(fixed(1), earlyAndLate(), n)), 1);
  }
}
