/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * State: many keys, many windows, cells of growing size. Not among them: the keys or entries of a
 * map, a set or a multimap. To ask for them is to look at all of them.
 */
final class StateCases {
  private StateCases() {}

  static List<GrowthCase> all() {
    return List.of(
        GrowthCase.of("keys with state", n -> bounded(n, n, new StateFns.Values())),
        GrowthCase.of("writes to one value", n -> bounded(n, 1, new StateFns.Values())),
        GrowthCase.of("windows with state", n -> windows(n, 1, new StateFns.Values())),
        GrowthCase.of(
            "windows with state of as many keys", n -> windows(n, n, new StateFns.Values())),
        GrowthCase.of("windows with state that close while N are open", n -> ahead(n, 1)),
        GrowthCase.of("windows with state that close of as many keys", n -> ahead(n, 1L << 40)),
        GrowthCase.of("keys whose state is cleared", n -> bounded(n, n, new StateFns.Clearing())),
        GrowthCase.of(
            "windows whose state is cleared", n -> windows(n, 1, new StateFns.Clearing())),
        GrowthCase.of("values in a bag", n -> bounded(n, 1, new StateFns.Bags())),
        GrowthCase.of("a sum in state", n -> bounded(n, 1, new StateFns.Sums())),
        GrowthCase.of("entries of a map", n -> bounded(n, 1, new StateFns.Maps())),
        GrowthCase.of("elements of a set", n -> bounded(n, 1, new StateFns.Sets())),
        GrowthCase.of("keys of a multimap", n -> bounded(n, 1, new StateFns.Multimaps(n))),
        GrowthCase.of("values of a multimap's key", n -> bounded(n, 1, new StateFns.Multimaps(1))),
        GrowthCase.of("an ordered list in order", n -> bounded(n, 1, new StateFns.OrderedLists())),
        GrowthCase.of("an ordered list backwards", n -> backwards(n, new StateFns.OrderedLists())),
        GrowthCase.of(
            "an ordered list at one time", n -> bounded(n, 1, new StateFns.OneTimeList())),
        GrowthCase.of(
            "the first of an ordered list", n -> bounded(n, 1, new StateFns.FirstOfList())),
        GrowthCase.of("an ordered list as a queue", n -> bounded(n, 1, new StateFns.QueueList())),
        GrowthCase.of("time-sorted input in order", n -> bounded(n, 1, new StateFns.Sorted())),
        GrowthCase.of("time-sorted input backwards", n -> backwards(n, new StateFns.Sorted())),
        GrowthCase.of("time-sorted input of keys", n -> bounded(n, n, new StateFns.Sorted())),
        GrowthCase.of("time-sorted input at one time", StateCases::sortedAtOneTime),
        GrowthCase.of("time-sorted input that goes on while N wait", StateCases::sortedAhead));
  }

  private static Pipeline bounded(int n, long keys, StateFns.Fn fn) {
    return run(Inputs.bounded(Inputs.pipeline(), n), keys, fn);
  }

  private static Pipeline backwards(int n, StateFns.Fn fn) {
    return run(Inputs.backwards(Inputs.pipeline(), n), 1, fn);
  }

  private static Pipeline windows(int n, long keys, StateFns.Fn fn) {
    return run(Inputs.bounded(Inputs.pipeline(), n).apply(Inputs.fixed(1)), keys, fn);
  }

  private static Pipeline ahead(int n, long keys) {
    return run(Inputs.ahead(n).apply(Inputs.fixed(1)), keys, new StateFns.Values());
  }

  private static Pipeline sortedAhead(int n) {
    return run(Inputs.ahead(n), 1, new StateFns.Sorted());
  }

  private static Pipeline sortedAtOneTime(int n) {
    return run(
        Inputs.bounded(Inputs.pipeline(), n)
            .apply("Time", ParDo.of(new StateFns.AtOneTime(Instant.ofEpochMilli(n)))),
        1,
        new StateFns.Sorted());
  }

  static Pipeline run(PCollection<Long> numbers, long keys, StateFns.Fn fn) {
    numbers.apply("Key", Inputs.keyed(keys)).apply("State", ParDo.of(fn)).apply(Inputs.sink());
    return numbers.getPipeline();
  }
}
