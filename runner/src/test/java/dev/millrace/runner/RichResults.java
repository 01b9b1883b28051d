/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** What {@link RichPipeline} must come to, worked out without Beam. */
final class RichResults {
  private static final FixedWindows MINUTES = FixedWindows.of(Duration.standardMinutes(1));
  private static final SlidingWindows SLIDING =
      SlidingWindows.of(Duration.standardSeconds(30)).every(Duration.standardSeconds(20));

  private final List<String> results = new ArrayList<>();

  private record Item(long key, long value, Instant time) {}

  private RichResults() {}

  /** All results, sorted. */
  static List<String> expected() {
    RichResults expected = new RichResults();
    expected.workOut(items());
    return expected.results.stream().sorted().toList();
  }

  private static List<Item> items() {
    List<Item> numbers = new ArrayList<>();
    for (long i = 0; i < RichPipeline.NUMBERS; i++) {
      long first = 1_000 + i * 3;
      Instant time = RichPipeline.timeOf(i);
      LongStream.of(i, first, first + 1, first + 2)
          .forEach(number -> numbers.add(new Item(number % RichPipeline.KEYS, number, time)));
    }
    Map<IntervalWindow, Long> totals =
        numbers.stream()
            .collect(
                Collectors.groupingBy(
                    item -> MINUTES.assignWindow(item.time), Collectors.summingLong(Item::value)));
    return numbers.stream()
        .map(
            item ->
                new Item(
                    item.key, item.value + totals.get(MINUTES.assignWindow(item.time)), item.time))
        .toList();
  }

  private void workOut(List<Item> items) {
    Map<IntervalWindow, List<Item>> minutes = new TreeMap<>(order());
    Map<IntervalWindow, List<Item>> sliding = new TreeMap<>(order());
    for (Item item : items) {
      minutes.computeIfAbsent(MINUTES.assignWindow(item.time), w -> new ArrayList<>()).add(item);
      SLIDING
          .assignWindows(item.time)
          .forEach(window -> sliding.computeIfAbsent(window, w -> new ArrayList<>()).add(item));
    }
    byKey("group", minutes, RichResults::smallest);
    byKey("sum", minutes, group -> group.stream().mapToLong(Item::value).sum());
    byKey("state", minutes, group -> (long) group.size());
    byKey("sliding", sliding, group -> (long) group.size());
    items.stream().collect(Collectors.groupingBy(Item::key)).forEach(this::sessions);
  }

  private static Comparator<IntervalWindow> order() {
    return Comparator.comparing(IntervalWindow::start);
  }

  private void byKey(
      String name, Map<IntervalWindow, List<Item>> windows, Function<List<Item>, Long> result) {
    windows.forEach(
        (window, items) ->
            items.stream()
                .collect(Collectors.groupingBy(Item::key))
                .forEach((key, group) -> add(name, window, key, result.apply(group))));
  }

  private static long smallest(List<Item> group) {
    TreeSet<Long> values = new TreeSet<>(group.stream().map(Item::value).toList());
    return values.stream().limit(5).mapToLong(Long::longValue).sum() * 1_000 + group.size();
  }

  private void sessions(long key, List<Item> items) {
    List<Item> sorted = items.stream().sorted(Comparator.comparing(Item::time)).toList();
    IntervalWindow session = null;
    long sum = 0;
    for (Item item : sorted) {
      IntervalWindow alone = new IntervalWindow(item.time, RichPipeline.SESSION_GAP);
      if (session != null && !session.intersects(alone)) {
        add("session", session, key, sum);
        session = null;
        sum = 0;
      }
      session = session == null ? alone : session.span(alone);
      sum += item.value;
    }
    add("session", session, key, sum);
  }

  private void add(String name, IntervalWindow window, long key, long value) {
    results.add(RichPipeline.render(name, window, window.maxTimestamp(), KV.of(key, value)));
  }
}
