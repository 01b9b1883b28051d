/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/** Every way of reading. */
final class SourceScenarios {
  private static final Duration SIZE = Duration.standardSeconds(2);

  private SourceScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "marks", begin -> format(begin.apply("Read", Read.from(PacedSource.of("marks"))))),
        Scenario.of(
            "record-ids",
            begin -> format(begin.apply("Read", Read.from(PacedSource.repeating("record-ids"))))),
        bounded("bounded", PacedBoundedSource.splittable()),
        bounded("bounded-whole", PacedBoundedSource.whole()),
        Scenario.of(
            "reshuffled",
            begin ->
                format(
                    begin
                        .apply("Read", Read.from(PacedBoundedSource.splittable()))
                        .apply("Reshuffle", Reshuffle.viaRandomKey()))),
        splittable("splittable-bounded", new SplittableFns.Bounded()),
        splittable("splittable-unbounded", new SplittableFns.Unbounded()));
  }

  static PCollection<String> format(PCollection<KV<String, Integer>> events) {
    return events.apply(
        "Format",
        MapElements.into(TypeDescriptors.strings())
            .via(event -> event.getKey() + " " + event.getValue()));
  }

  private static Scenario bounded(String name, BoundedSource<KV<String, Integer>> source) {
    return Scenario.of(
        name,
        begin -> {
          PCollection<KV<String, Integer>> events = begin.apply("Read", Read.from(source));
          return PCollectionList.of(format(events))
              .and(groups(events))
              .apply("Both", Flatten.pCollections());
        });
  }

  private static PCollection<String> groups(PCollection<KV<String, Integer>> events) {
    return events
        .apply("Windows", Window.into(FixedWindows.of(SIZE)))
        .apply("Group", GroupByKey.create())
        .apply("FormatGroups", ParDo.of(new GroupFns.FormatGroup(false)))
        .apply("Globally", Window.into(new GlobalWindows()));
  }

  private static Scenario splittable(String name, DoFn<Integer, KV<String, Integer>> fn) {
    return Scenario.of(
        name,
        begin ->
            parts(begin)
                .apply("Read", ParDo.of(fn))
                .setCoder(Events.CODER)
                .apply("Windows", Window.into(FixedWindows.of(SIZE)))
                .apply("Group", GroupByKey.create())
                .apply("Format", ParDo.of(new GroupFns.FormatGroup(false))));
  }

  private static PCollection<Integer> parts(PBegin begin) {
    return begin.apply(
        "Parts", Create.of(IntStream.range(0, SplittableFns.PARTS).boxed().toList()));
  }
}
