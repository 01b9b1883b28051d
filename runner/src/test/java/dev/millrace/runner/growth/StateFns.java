/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import com.google.common.collect.Iterables;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Functions that touch little of their state for each element, however large the state is. */
final class StateFns {
  private StateFns() {}

  /** A function of keyed numbers. */
  abstract static class Fn extends DoFn<KV<Long, Long>, Long> {
    private static final long serialVersionUID = 1L;
  }

  static final class Values extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("value")
    private final StateSpec<ValueState<Long>> spec = StateSpecs.value();

    @ProcessElement
    public void process(@Element KV<Long, Long> number, @StateId("value") ValueState<Long> value) {
      Long before = value.read();
      value.write(before == null ? 1 : before + 1);
    }
  }

  static final class Clearing extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("value")
    private final StateSpec<ValueState<Long>> valueSpec = StateSpecs.value();

    @StateId("bag")
    private final StateSpec<BagState<Long>> bagSpec = StateSpecs.bag();

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @StateId("value") ValueState<Long> value,
        @StateId("bag") BagState<Long> bag) {
      value.write(number.getValue());
      bag.add(number.getValue());
      value.clear();
      bag.clear();
    }
  }

  static final class Bags extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("bag")
    private final StateSpec<BagState<Long>> spec = StateSpecs.bag();

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @StateId("bag") BagState<Long> bag,
        OutputReceiver<Long> output) {
      bag.add(number.getValue());
      if (!bag.isEmpty().read()) {
        output.output(bag.read().iterator().next());
      }
    }
  }

  static final class Sums extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("sum")
    private final StateSpec<CombiningState<Long, long[], Long>> spec =
        StateSpecs.combining(Sum.ofLongs());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @StateId("sum") CombiningState<Long, long[], Long> sum,
        OutputReceiver<Long> output) {
      sum.add(number.getValue());
      output.output(sum.read());
    }
  }

  static final class Maps extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("map")
    private final StateSpec<MapState<Long, Long>> spec = StateSpecs.map();

    @ProcessElement
    public void process(@Element KV<Long, Long> number, @StateId("map") MapState<Long, Long> map) {
      long i = number.getValue();
      map.put(i, i);
      if (map.get(i / 2).read() != null && !map.isEmpty().read() && i % 3 == 0) {
        map.remove(i / 3);
      }
    }
  }

  static final class Sets extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("set")
    private final StateSpec<SetState<Long>> spec = StateSpecs.set();

    @ProcessElement
    public void process(@Element KV<Long, Long> number, @StateId("set") SetState<Long> set) {
      long i = number.getValue();
      set.add(i);
      if (set.contains(i / 2).read() && !set.isEmpty().read() && i % 3 == 0) {
        set.remove(i / 3);
      }
    }
  }

  static final class Multimaps extends Fn {
    private static final long serialVersionUID = 1L;
    private final long keys;

    @StateId("multimap")
    private final StateSpec<MultimapState<Long, Long>> spec = StateSpecs.multimap();

    Multimaps(long keys) {
      this.keys = keys;
    }

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @StateId("multimap") MultimapState<Long, Long> multimap,
        OutputReceiver<Long> output) {
      long i = number.getValue();
      multimap.put(i % keys, i);
      if (multimap.containsKey(i / 2 % keys).read()) {
        output.output(Iterables.get(multimap.get(i / 2 % keys).read(), 0));
      }
      multimap.remove(-i - 1);
    }
  }

  static final class OrderedLists extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("list")
    private final StateSpec<OrderedListState<Long>> spec =
        StateSpecs.orderedList(VarLongCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @Timestamp Instant timestamp,
        @StateId("list") OrderedListState<Long> list,
        OutputReceiver<Long> output) {
      list.add(TimestampedValue.of(number.getValue(), timestamp));
      list.readRange(timestamp, timestamp.plus(Duration.millis(3)))
          .forEach(value -> output.output(value.getValue()));
      if (number.getValue() % 4 == 0 && !list.isEmpty().read()) {
        list.clearRange(timestamp, timestamp.plus(Duration.millis(1)));
      }
    }
  }

  static final class OneTimeList extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("list")
    private final StateSpec<OrderedListState<Long>> spec =
        StateSpecs.orderedList(VarLongCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @StateId("list") OrderedListState<Long> list,
        OutputReceiver<Long> output) {
      list.add(TimestampedValue.of(number.getValue(), Instant.EPOCH));
      output.output(Iterables.get(list.read(), 0).getValue());
    }
  }

  static final class FirstOfList extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("list")
    private final StateSpec<OrderedListState<Long>> spec =
        StateSpecs.orderedList(VarLongCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @Timestamp Instant timestamp,
        @StateId("list") OrderedListState<Long> list,
        OutputReceiver<Long> output) {
      list.add(TimestampedValue.of(number.getValue(), timestamp));
      output.output(Iterables.get(list.read(), 0).getValue());
    }
  }

  /** Fills the list first, and then takes one for one that is added. */
  static final class QueueList extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("list")
    private final StateSpec<OrderedListState<Long>> spec =
        StateSpecs.orderedList(VarLongCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Long, Long> number,
        @Timestamp Instant timestamp,
        @StateId("list") OrderedListState<Long> list,
        OutputReceiver<Long> output) {
      list.add(TimestampedValue.of(number.getValue(), timestamp));
      if (number.getValue() % 2 == 0) {
        TimestampedValue<Long> first = Iterables.get(list.read(), 0);
        list.clearRange(first.getTimestamp(), first.getTimestamp().plus(Duration.millis(1)));
        output.output(first.getValue());
      }
    }
  }

  static final class Sorted extends Fn {
    private static final long serialVersionUID = 1L;

    @StateId("value")
    private final StateSpec<ValueState<Long>> spec = StateSpecs.value();

    @ProcessElement
    @RequiresTimeSortedInput
    public void process(@Element KV<Long, Long> number, @StateId("value") ValueState<Long> value) {
      value.write(number.getValue());
    }
  }

  /** Gives all elements one time. */
  static final class AtOneTime extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final Instant time;

    AtOneTime(Instant time) {
      this.time = time;
    }

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> output) {
      output.outputWithTimestamp(number, time);
    }
  }
}
