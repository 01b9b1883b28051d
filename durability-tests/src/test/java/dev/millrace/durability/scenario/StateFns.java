/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.KV;

/** Functions with state, without timers of their own. */
final class StateFns {
  private StateFns() {}

  /** Numbers what it is given under each key, and tells the sum when the window has gone by. */
  static final class Count extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> countSpec = StateSpecs.value(VarIntCoder.of());

    @StateId("sum")
    private final StateSpec<CombiningState<Integer, int[], Integer>> sumSpec =
        StateSpecs.combining(Sum.ofIntegers());

    @ProcessElement
    public void process(
        @Element KV<String, Integer> event,
        @StateId("count") ValueState<Integer> count,
        @StateId("sum") CombiningState<Integer, int[], Integer> sum,
        OutputReceiver<String> output) {
      int number = number(count);
      sum.add(event.getValue());
      output.output(event.getKey() + " number " + number);
    }

    @OnWindowExpiration
    public void expire(
        @Key String key,
        @StateId("count") ValueState<Integer> count,
        @StateId("sum") CombiningState<Integer, int[], Integer> sum,
        OutputReceiver<String> output) {
      output.output(key + " in all " + count.read() + " with the sum " + sum.read());
    }
  }

  /** Numbers what it is given under each key in the order of time. */
  static final class InOrderOfTime extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> countSpec = StateSpecs.value(VarIntCoder.of());

    @RequiresTimeSortedInput
    @ProcessElement
    public void process(
        @Element KV<String, Integer> event,
        @StateId("count") ValueState<Integer> count,
        OutputReceiver<String> output) {
      output.output(event.getKey() + " number " + number(count) + " is " + event.getValue());
    }
  }

  private static int number(ValueState<Integer> count) {
    Integer before = count.read();
    int number = before == null ? 0 : before;
    count.write(number + 1);
    return number;
  }

  /** Each value of a batch. */
  static final class OfBatch extends DoFn<KV<String, Iterable<Integer>>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Integer>> batch, OutputReceiver<String> output) {
      batch.getValue().forEach(value -> output.output(batch.getKey() + " " + value));
    }
  }
}
