/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.workload.Data;
import dev.millrace.benchmarks.workload.Functions;
import dev.millrace.benchmarks.workload.Hash;
import dev.millrace.benchmarks.workload.Query;
import java.time.Duration;
import java.util.Iterator;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.GlobalWindow;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** The queries that bring elements of a key together. */
final class GroupingJobs {
  private static final TypeInformation<Tuple2<Long, Long>> PAIR =
      Types.TUPLE(Types.LONG, Types.LONG);

  private final Sources sources;
  private final long elements;
  private final long keys;
  private final long run;

  GroupingJobs(Sources sources, Query query, long elements, long run) {
    this.sources = sources;
    this.elements = elements;
    this.keys = query.keys(elements);
    this.run = run;
  }

  void countWords() {
    sources
        .untimed(elements, Data::textLine, Types.STRING)
        .<String>flatMap((line, words) -> Functions.split(line, words::collect))
        .returns(Types.STRING)
        .keyBy(word -> word)
        .window(GlobalWindows.create())
        .trigger(new EndOfInputTrigger())
        .<Long, Long, Tuple2<String, Long>>aggregate(
            new CountFunction<>(),
            (word, window, counts, out) -> out.collect(Tuple2.of(word, counts.iterator().next())),
            Types.LONG,
            Types.TUPLE(Types.STRING, Types.LONG))
        .addSink(new ChecksumSink<>(run, count -> Hash.of(count.f0, count.f1)));
  }

  void group() {
    long keyCount = keys;
    sink(
        sources
            .untimed(elements, i -> pair(i, keyCount), PAIR)
            .keyBy(pair -> pair.f0)
            .window(GlobalWindows.create())
            .trigger(new EndOfInputTrigger())
            .apply(new FoldWindowFunction<GlobalWindow>(), PAIR));
  }

  void fixedWindows() {
    groupInWindows(readTimed(), fixed());
  }

  void slidingWindows() {
    groupInWindows(
        readTimed(),
        SlidingEventTimeWindows.of(
            Duration.ofMillis(Data.WINDOW_MILLIS), Duration.ofMillis(Data.PERIOD_MILLIS)));
  }

  void sessions() {
    groupInWindows(
        sources.timed(elements, i -> Tuple2.of(Data.burstKey(i), Data.value(i)), PAIR),
        EventTimeSessionWindows.withGap(Duration.ofMillis(Data.GAP_MILLIS)));
  }

  void foldInState() {
    sink(readTimed().keyBy(pair -> pair.f0).process(new StatefulFold()).returns(PAIR));
  }

  void countStream() {
    long keyCount = keys;
    sink(
        sources
            .timed(elements, i -> Data.key(i, keyCount), Types.LONG)
            .keyBy(key -> key)
            .window(fixed())
            .<Long, Long, Tuple2<Long, Long>>aggregate(
                new CountFunction<>(), GroupingJobs::mark, Types.LONG, PAIR));
  }

  void join() {
    sink(
        readSide(0)
            .coGroup(readSide(1))
            .where(pair -> pair.f0, Types.LONG)
            .equalTo(pair -> pair.f0, Types.LONG)
            .window(GlobalWindows.create())
            .trigger(new EndOfInputTrigger())
            .apply(GroupingJobs::foldSides, PAIR));
  }

  private static void mark(
      Long key, TimeWindow window, Iterable<Long> counts, Collector<Tuple2<Long, Long>> out) {
    out.collect(
        Tuple2.of(key, Functions.inWindow(counts.iterator().next(), window.maxTimestamp())));
  }

  private static void foldSides(
      Iterable<Tuple2<Long, Long>> left,
      Iterable<Tuple2<Long, Long>> right,
      Collector<Tuple2<Long, Long>> out) {
    Iterator<Tuple2<Long, Long>> some = left.iterator();
    long key = (some.hasNext() ? some : right.iterator()).next().f0;
    out.collect(Tuple2.of(key, Functions.join(fold(left), fold(right))));
  }

  private static long fold(Iterable<Tuple2<Long, Long>> pairs) {
    long folded = 0;
    for (Tuple2<Long, Long> pair : pairs) {
      folded = Functions.fold(folded, pair.f1);
    }
    return folded;
  }

  private DataStream<Tuple2<Long, Long>> readTimed() {
    long keyCount = keys;
    return sources.timed(elements, i -> pair(i, keyCount), PAIR);
  }

  // Even indices are on the left, odd ones on the right.
  private DataStream<Tuple2<Long, Long>> readSide(int side) {
    long keyCount = keys;
    return sources.untimed((elements + 1 - side) / 2, i -> pair(i * 2 + side, keyCount), PAIR);
  }

  private static Tuple2<Long, Long> pair(long index, long keys) {
    return Tuple2.of(Data.key(index, keys), Data.value(index));
  }

  private static TumblingEventTimeWindows fixed() {
    return TumblingEventTimeWindows.of(Duration.ofMillis(Data.WINDOW_MILLIS));
  }

  private void groupInWindows(
      DataStream<Tuple2<Long, Long>> pairs, WindowAssigner<Object, TimeWindow> windows) {
    sink(
        pairs
            .keyBy(pair -> pair.f0)
            .window(windows)
            .apply(new FoldWindowFunction<TimeWindow>(), PAIR));
  }

  private void sink(DataStream<Tuple2<Long, Long>> results) {
    results.addSink(new ChecksumSink<>(run, pair -> Hash.of(pair.f0, pair.f1)));
  }
}
