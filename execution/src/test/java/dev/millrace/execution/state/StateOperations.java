/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map.Entry;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.runners.core.StateTags;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.values.TimestampedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** Operations on every kind of state, each told by two small numbers what to do. */
final class StateOperations {

  private StateOperations() {}

  /** What an operation saw: a plain value, an iterable, or a read to be done later. */
  interface Operation<S extends State> {
    @Nullable Object run(S state, int a, int b);
  }

  record Kind<S extends State>(String name, StateTag<S> tag, List<Operation<S>> operations) {
    boolean isWatermarkHold() {
      return name.startsWith("hold");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Kind<?>> kinds() {
    return List.of(
        value(),
        bag(),
        set(),
        map(),
        multimap(),
        orderedList(),
        sum(),
        concatenate(),
        hold(TimestampCombiner.EARLIEST),
        hold(TimestampCombiner.LATEST),
        hold(TimestampCombiner.END_OF_WINDOW));
  }

  private static Kind<ValueState<Integer>> value() {
    return new Kind<>(
        "value",
        StateTags.value("id", VarIntCoder.of()),
        List.of(
            (s, a, b) -> done(() -> s.write(a)), (s, a, b) -> s.read(), StateOperations::clear));
  }

  private static Kind<BagState<Integer>> bag() {
    return new Kind<>(
        "bag",
        StateTags.bag("id", VarIntCoder.of()),
        List.of(
            (s, a, b) -> done(() -> s.add(a)),
            (s, a, b) -> s.read(),
            (s, a, b) -> s.isEmpty(),
            StateOperations::clear));
  }

  private static Kind<SetState<String>> set() {
    return new Kind<>(
        "set",
        StateTags.set("id", StringUtf8Coder.of()),
        List.of(
            (s, a, b) -> done(() -> s.add("" + a)),
            (s, a, b) -> s.addIfAbsent("" + a).read(),
            (s, a, b) -> s.contains("" + a).read(),
            (s, a, b) -> done(() -> s.remove("" + a)),
            (s, a, b) -> sorted(s.read()),
            (s, a, b) -> s.isEmpty(),
            (s, a, b) -> b == 0 ? clear(s, a, b) : null));
  }

  private static Kind<MapState<String, Integer>> map() {
    return new Kind<>(
        "map",
        StateTags.map("id", StringUtf8Coder.of(), VarIntCoder.of()),
        List.of(
            (s, a, b) -> done(() -> s.put("" + a, b)),
            (s, a, b) -> s.computeIfAbsent("" + a, k -> b).read(),
            (s, a, b) -> s.putIfAbsent("" + a, b).read(),
            (s, a, b) -> done(() -> s.remove("" + a)),
            (s, a, b) -> s.get("" + a),
            (s, a, b) -> s.getOrDefault("" + a, b),
            (s, a, b) -> sorted(s.keys().read()),
            (s, a, b) -> sorted(s.values().read()),
            (s, a, b) -> sorted(s.entries().read()),
            (s, a, b) -> s.isEmpty(),
            (s, a, b) -> b == 0 ? clear(s, a, b) : null));
  }

  private static Kind<MultimapState<String, Integer>> multimap() {
    return new Kind<>(
        "multimap",
        StateTags.multimap("id", StringUtf8Coder.of(), VarIntCoder.of()),
        List.of(
            (s, a, b) -> done(() -> s.put("" + a, b)),
            (s, a, b) -> done(() -> s.put("" + a, b)),
            (s, a, b) -> done(() -> s.remove("" + a)),
            (s, a, b) -> s.get("" + a),
            (s, a, b) -> s.containsKey("" + a),
            (s, a, b) -> sorted(s.keys().read()),
            (s, a, b) -> sorted(s.entries().read()),
            (s, a, b) -> s.isEmpty(),
            (s, a, b) -> b == 0 ? clear(s, a, b) : null));
  }

  private static Kind<OrderedListState<Integer>> orderedList() {
    return new Kind<>(
        "ordered list",
        StateTags.orderedList("id", VarIntCoder.of()),
        List.of(
            (s, a, b) -> done(() -> s.add(TimestampedValue.of(b, new Instant(a)))),
            (s, a, b) -> done(() -> s.add(TimestampedValue.of(b, new Instant(-a)))),
            (s, a, b) -> s.read(),
            (s, a, b) -> s.readRange(new Instant(a - 3), new Instant(a + b)),
            (s, a, b) -> done(() -> s.clearRange(new Instant(a), new Instant(a + b))),
            (s, a, b) -> s.isEmpty(),
            (s, a, b) -> b == 0 ? clear(s, a, b) : null));
  }

  private static Kind<CombiningState<Integer, int[], Integer>> sum() {
    return new Kind<>(
        "sum",
        StateTags.combiningValueFromInputInternal("id", VarIntCoder.of(), Sum.ofIntegers()),
        List.of(
            (s, a, b) -> done(() -> s.add(a)),
            (s, a, b) -> s.read(),
            (s, a, b) -> s.getAccum()[0],
            (s, a, b) -> done(() -> s.addAccum(new int[] {b})),
            (s, a, b) -> s.isEmpty(),
            StateOperations::clear));
  }

  private static Kind<CombiningState<Integer, List<Integer>, List<Integer>>> concatenate() {
    return new Kind<>(
        "concatenate",
        StateTags.combiningValue(
            "id", ListCoder.of(VarIntCoder.of()), new UserStateTest.Concatenate()),
        List.of(
            (s, a, b) -> done(() -> s.add(a)),
            (s, a, b) -> s.read(),
            // A copy, since the oracle hands out the accumulator itself.
            (s, a, b) -> ImmutableList.copyOf(s.getAccum()),
            (s, a, b) -> done(() -> s.addAccum(new ArrayList<>(List.of(a, b)))),
            (s, a, b) -> s.mergeAccumulators(List.of(new ArrayList<>(List.of(a)), List.of(b))),
            (s, a, b) -> s.isEmpty(),
            StateOperations::clear));
  }

  private static Kind<WatermarkHoldState> hold(TimestampCombiner combiner) {
    return new Kind<>(
        "hold " + combiner,
        StateTags.watermarkStateInternal("id", combiner),
        List.of(
            (s, a, b) -> done(() -> s.add(new Instant(10 * a + b))),
            (s, a, b) -> s.read(),
            (s, a, b) -> s.isEmpty(),
            StateOperations::clear));
  }

  /** A value that can be compared. */
  static @Nullable Object plain(@Nullable Object answer) {
    return answer instanceof Iterable<?> iterable ? ImmutableList.copyOf(iterable) : answer;
  }

  private static @Nullable Object clear(State state, int a, int b) {
    return done(state::clear);
  }

  private static @Nullable Object done(Runnable action) {
    action.run();
    return null;
  }

  private static List<?> sorted(Iterable<?> unordered) {
    List<Object> sorted = new ArrayList<>();
    for (Object element : unordered) {
      sorted.add(element instanceof Entry<?, ?> entry ? entry.toString() : element);
    }
    sorted.sort(Comparator.comparing(Object::toString));
    return sorted;
  }
}
