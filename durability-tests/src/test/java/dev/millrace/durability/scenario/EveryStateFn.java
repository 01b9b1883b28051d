/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import dev.millrace.durability.child.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/**
 * Keeps what it is given in state of every kind, numbers it, and tells at the end of the window
 * what is in each.
 */
final class EveryStateFn extends DoFn<KV<String, Integer>, String> {
  private static final long serialVersionUID = 1L;

  @StateId("count")
  private final StateSpec<ValueState<Integer>> countSpec = StateSpecs.value(VarIntCoder.of());

  @StateId("bag")
  private final StateSpec<BagState<Integer>> bagSpec = StateSpecs.bag(VarIntCoder.of());

  @StateId("set")
  private final StateSpec<SetState<Integer>> setSpec = StateSpecs.set(VarIntCoder.of());

  @StateId("map")
  private final StateSpec<MapState<Integer, Integer>> mapSpec =
      StateSpecs.map(VarIntCoder.of(), VarIntCoder.of());

  @StateId("multimap")
  private final StateSpec<MultimapState<Integer, Integer>> multimapSpec =
      StateSpecs.multimap(VarIntCoder.of(), VarIntCoder.of());

  @StateId("list")
  private final StateSpec<OrderedListState<Integer>> listSpec =
      StateSpecs.orderedList(VarIntCoder.of());

  @StateId("sum")
  private final StateSpec<CombiningState<Integer, int[], Integer>> sumSpec =
      StateSpecs.combining(Sum.ofIntegers());

  @TimerId("end")
  private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @ProcessElement
  public void process(
      @Element KV<String, Integer> event,
      @Timestamp Instant time,
      BoundedWindow window,
      @StateId("count") ValueState<Integer> count,
      @StateId("bag") BagState<Integer> bag,
      @StateId("set") SetState<Integer> set,
      @StateId("map") MapState<Integer, Integer> map,
      @StateId("multimap") MultimapState<Integer, Integer> multimap,
      @StateId("list") OrderedListState<Integer> list,
      @StateId("sum") CombiningState<Integer, int[], Integer> sum,
      @TimerId("end") Timer end,
      OutputReceiver<String> output) {
    int value = event.getValue();
    Integer before = count.read();
    int number = before == null ? 0 : before;
    count.write(number + 1);
    bag.add(value);
    set.add(value % 5);
    map.put(value % 3, add(map.get(value % 3).read(), value));
    multimap.put(value % 2, value);
    list.add(TimestampedValue.of(value, time));
    sum.add(value);
    end.withOutputTimestamp(window.maxTimestamp()).set(window.maxTimestamp());
    output.output(event.getKey() + " " + window + " number " + number);
  }

  private static int add(Integer before, int value) {
    return (before == null ? 0 : before) + value;
  }

  @OnTimer("end")
  public void end(
      @Key String key,
      BoundedWindow window,
      @StateId("count") ValueState<Integer> count,
      @StateId("bag") BagState<Integer> bag,
      @StateId("set") SetState<Integer> set,
      @StateId("map") MapState<Integer, Integer> map,
      @StateId("multimap") MultimapState<Integer, Integer> multimap,
      @StateId("list") OrderedListState<Integer> list,
      @StateId("sum") CombiningState<Integer, int[], Integer> sum,
      OutputReceiver<String> output) {
    Moment.TIMER.reached();
    String of = key + " " + window + " ";
    output.output(of + "count " + count.read());
    output.output(of + "bag " + GroupFns.sorted(bag.read()));
    output.output(of + "set " + GroupFns.sorted(set.read()));
    TreeMap<Integer, Integer> entries = new TreeMap<>();
    map.entries().read().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    output.output(of + "map " + entries);
    output.output(of + "multimap " + GroupFns.sorted(multimap.get(0).read()));
    output.output(of + "other half of the multimap " + GroupFns.sorted(multimap.get(1).read()));
    List<Integer> ordered = new ArrayList<>();
    list.read().forEach(value -> ordered.add(value.getValue()));
    output.output(of + "list " + ordered);
    output.output(of + "sum " + sum.read());
  }
}
