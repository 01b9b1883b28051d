/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.List;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;

/** Every way of grouping, for streams. */
final class GroupingScenarios {
  private static final Duration SIZE = Duration.standardSeconds(2);
  private static final Duration PERIOD = Duration.millis(500);
  private static final Duration GAP = Duration.millis(1_100);
  private static final Duration DELAY = Duration.millis(15);

  private GroupingScenarios() {}

  static List<Scenario> all() {
    return List.of(
        whole("windows", Window.into(FixedWindows.of(SIZE))),
        whole("slices", Window.into(SlidingWindows.of(SIZE).every(PERIOD))),
        whole("sessions", Window.into(Sessions.withGapDuration(GAP))),
        whole("merged-windows", Window.into(new GappedWindows(GAP))),
        whole(
            "sessions-earliest",
            Window.<KV<String, Integer>>into(Sessions.withGapDuration(GAP))
                .withTimestampCombiner(TimestampCombiner.EARLIEST)),
        panes("panes", FixedWindows.of(SIZE), early(AfterPane.elementCountAtLeast(2))),
        panes(
            "panes-by-processing-time",
            SlidingWindows.of(SIZE).every(PERIOD),
            early(AfterProcessingTime.pastFirstElementInPane().plusDelayOf(DELAY))),
        panes(
            "general",
            FixedWindows.of(SIZE),
            early(
                AfterFirst.of(
                    AfterPane.elementCountAtLeast(3),
                    AfterProcessingTime.pastFirstElementInPane().plusDelayOf(DELAY)))),
        panes(
            "general-sessions",
            Sessions.withGapDuration(GAP),
            early(AfterPane.elementCountAtLeast(2))),
        lastPanes("panes-accumulating", FixedWindows.of(SIZE)),
        lastPanes("general-sessions-accumulating", Sessions.withGapDuration(GAP)),
        combined("combined", FixedWindows.of(SIZE)),
        combined("combined-sliding", SlidingWindows.of(SIZE).every(PERIOD)),
        combined("combined-sessions", Sessions.withGapDuration(GAP)),
        Scenario.of("joined", GroupingScenarios::joined));
  }

  static PCollection<KV<String, Integer>> read(PBegin begin, String name) {
    return begin.apply("Read", Read.from(PacedSource.of(name)));
  }

  private static Trigger early(Trigger.OnceTrigger trigger) {
    return AfterWatermark.pastEndOfWindow().withEarlyFirings(trigger);
  }

  /** Windows that fire once. */
  private static Scenario whole(String name, Window<KV<String, Integer>> windows) {
    return Scenario.of(
        name,
        begin ->
            read(begin, name)
                .apply("Windows", windows)
                .apply("Group", GroupByKey.create())
                .apply("Format", ParDo.of(new GroupFns.FormatGroup(false))));
  }

  /** Panes that have each value once between them. */
  private static Scenario panes(String name, WindowFn<Object, ?> windows, Trigger trigger) {
    return Scenario.of(
        name,
        begin ->
            read(begin, name)
                .apply(
                    "Windows",
                    Window.<KV<String, Integer>>into(windows)
                        .triggering(trigger)
                        .withAllowedLateness(Duration.ZERO)
                        .discardingFiredPanes())
                .apply("Group", GroupByKey.create())
                .apply("Format", ParDo.of(new GroupFns.FormatValues(windows.isNonMerging()))));
  }

  /** Panes of which the last has all values. */
  private static Scenario lastPanes(String name, WindowFn<Object, ?> windows) {
    return Scenario.of(
        name,
        begin ->
            read(begin, name)
                .apply(
                    "Windows",
                    Window.<KV<String, Integer>>into(windows)
                        .triggering(early(AfterPane.elementCountAtLeast(2)))
                        .withAllowedLateness(Duration.ZERO)
                        .accumulatingFiredPanes())
                .apply("Group", GroupByKey.create())
                .apply("Format", ParDo.of(new GroupFns.FormatGroup(true))));
  }

  private static Scenario combined(String name, WindowFn<Object, ?> windows) {
    return Scenario.of(
        name,
        begin -> {
          PCollection<KV<String, Integer>> windowed =
              read(begin, name).apply("Windows", Window.into(windows));
          PCollection<String> sums =
              windowed
                  .apply("Sum", Sum.integersPerKey())
                  .apply("FormatSums", ParDo.of(new GroupFns.FormatSum("sum")));
          if (!windows.isNonMerging()) {
            // Beam spreads the values of a key before their windows have merged.
            return sums;
          }
          PCollection<String> fannedOut =
              windowed
                  .apply(
                      "SumWithFanout",
                      Combine.<String, Integer, Integer>perKey(Sum.ofIntegers())
                          .withHotKeyFanout(3))
                  .apply("FormatOthers", ParDo.of(new GroupFns.FormatSum("fanned out")));
          return PCollectionList.of(sums).and(fannedOut).apply("Both", Flatten.pCollections());
        });
  }

  private static PCollection<String> joined(PBegin begin) {
    TupleTag<Integer> left = new TupleTag<>("left");
    TupleTag<Integer> right = new TupleTag<>("right");
    return KeyedPCollectionTuple.of(left, side(begin, "left"))
        .and(right, side(begin, "right"))
        .apply("Join", CoGroupByKey.create())
        .apply("Format", ParDo.of(new GroupFns.FormatJoin(left, right)));
  }

  private static PCollection<KV<String, Integer>> side(PBegin begin, String name) {
    return begin
        .apply("Read-" + name, Read.from(PacedSource.of("joined " + name)))
        .apply("Windows-" + name, Window.into(FixedWindows.of(SIZE)));
  }
}
