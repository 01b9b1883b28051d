/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.loops;

import dev.millrace.benchmarks.workload.Data;
import dev.millrace.benchmarks.workload.Functions;
import dev.millrace.benchmarks.workload.Hash;
import dev.millrace.benchmarks.workload.Query;
import dev.millrace.benchmarks.workload.Sinks;
import dev.millrace.benchmarks.workload.Tally;
import dev.millrace.benchmarks.workload.Windows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The queries that bring elements of a key together. Threads group by themselves, then merge. */
final class GroupingLoops {
  private final Parallel parallel;
  private final long elements;
  private final long keys;
  private final long run;

  GroupingLoops(Parallel parallel, Query query, long elements, long run) {
    this.parallel = parallel;
    this.elements = elements;
    this.keys = query.keys(elements);
    this.run = run;
  }

  void countWords() throws InterruptedException, ExecutionException {
    List<Map<String, long[]>> parts =
        parallel.run(
            elements,
            (from, to) -> {
              Map<String, long[]> counts = new HashMap<>();
              for (long i = from; i < to; i++) {
                Functions.split(
                    Data.textLine(i), word -> counts.computeIfAbsent(word, w -> new long[1])[0]++);
              }
              return counts;
            });
    Map<String, long[]> all = parts.get(0);
    for (Map<String, long[]> part : parts.subList(1, parts.size())) {
      part.forEach((word, count) -> all.merge(word, count, GroupingLoops::sum));
    }
    output(tally -> all.forEach((word, count) -> tally.add(Hash.of(word, count[0]))));
  }

  void group() throws InterruptedException, ExecutionException {
    KeyedValues<LongList> groups = lists((i, lists) -> append(lists, KeyedValues.GLOBAL, i));
    output(
        tally -> groups.forEach((w, key, list) -> tally.add(Hash.of(key, KeyedValues.fold(list)))));
  }

  void fixedWindows() throws InterruptedException, ExecutionException {
    outputWindows(lists((i, lists) -> append(lists, Windows.fixedMaxMillis(Data.millis(i)), i)));
  }

  void slidingWindows() throws InterruptedException, ExecutionException {
    outputWindows(
        lists(
            (i, lists) -> {
              long first = Windows.firstSlidingMaxMillis(Data.millis(i));
              for (long w = first; w < first + Data.WINDOW_MILLIS; w += Data.PERIOD_MILLIS) {
                append(lists, w, i);
              }
            }));
  }

  void foldPerWindow() throws InterruptedException, ExecutionException {
    KeyedValues<long[]> folds =
        groups(
            () -> new long[1],
            (i, groups) -> {
              long[] fold = groups.at(Windows.fixedMaxMillis(Data.millis(i)), Data.key(i, keys));
              fold[0] = Functions.fold(fold[0], Data.value(i));
            },
            GroupingLoops::sum);
    outputNumbers(folds);
  }

  void countPerWindow() throws InterruptedException, ExecutionException {
    KeyedValues<long[]> counts =
        groups(
            () -> new long[1],
            (i, groups) ->
                groups.at(Windows.fixedMaxMillis(Data.millis(i)), Data.key(i, keys))[0]++,
            GroupingLoops::sum);
    outputNumbers(counts);
  }

  void join() throws InterruptedException, ExecutionException {
    // Even indices are on the left, odd ones on the right.
    KeyedValues<LongList[]> sides =
        groups(
            () -> new LongList[] {new LongList(), new LongList()},
            (i, groups) ->
                groups.at(KeyedValues.GLOBAL, Data.key(i, keys))[(int) (i & 1)].add(Data.value(i)),
            (one, other) -> {
              one[0].addAll(other[0]);
              one[1].addAll(other[1]);
              return one;
            });
    output(
        tally ->
            sides.forEach(
                (w, key, side) ->
                    tally.add(
                        Hash.of(
                            key,
                            Functions.join(
                                KeyedValues.fold(side[0]), KeyedValues.fold(side[1]))))));
  }

  private void append(KeyedValues<LongList> groups, long window, long index) {
    groups.at(window, Data.key(index, keys)).add(Data.value(index));
  }

  private KeyedValues<LongList> lists(Step<LongList> step)
      throws InterruptedException, ExecutionException {
    return groups(
        LongList::new,
        step,
        (one, other) -> {
          one.addAll(other);
          return one;
        });
  }

  private <V> KeyedValues<V> groups(Supplier<V> empty, Step<V> step, BinaryOperator<V> both)
      throws InterruptedException, ExecutionException {
    List<KeyedValues<V>> parts =
        parallel.run(
            elements,
            (from, to) -> {
              KeyedValues<V> groups = new KeyedValues<>(empty);
              for (long i = from; i < to; i++) {
                step.handle(i, groups);
              }
              return groups;
            });
    KeyedValues<V> all = parts.get(0);
    parts.subList(1, parts.size()).forEach(part -> all.merge(part, both));
    return all;
  }

  private void outputWindows(KeyedValues<LongList> groups) {
    output(
        tally ->
            groups.forEach(
                (window, key, list) ->
                    tally.add(Hash.of(key, Functions.inWindow(KeyedValues.fold(list), window)))));
  }

  private void outputNumbers(KeyedValues<long[]> groups) {
    output(
        tally ->
            groups.forEach(
                (window, key, number) ->
                    tally.add(Hash.of(key, Functions.inWindow(number[0], window)))));
  }

  private void output(Consumer<Tally> results) {
    Sinks.witness();
    Tally tally = new Tally();
    results.accept(tally);
    tally.flush(run);
  }

  private static long[] sum(long[] one, long[] other) {
    one[0] += other[0];
    return one;
  }

  private interface Step<V> {
    void handle(long index, KeyedValues<V> groups);
  }
}
