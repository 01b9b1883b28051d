/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.StoppableList;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.CombineFnBase.GlobalCombineFn;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How the values of a group become an accumulator, and that the result of the group.
 *
 * <p>An accumulator belongs to whoever called last: each method may change and answer the
 * accumulators that it is given.
 */
interface Accumulation {

  /** An accumulator of one value. */
  Object first(@Nullable Object value);

  /** The accumulator of what {@code accumulator} has, and {@code value}. */
  Object add(Object accumulator, @Nullable Object value);

  /** The accumulator of what both have. */
  Object merge(Object accumulator, Object other);

  /** What a group comes to. */
  Object result(Object accumulator);

  /** What a group has come to so far: the same although the accumulator is used on. */
  Object resultSoFar(Object accumulator);

  /** What a group without values comes to. */
  Object empty();

  /** The coder of accumulators. */
  Coder<Object> coder();

  /**
   * The accumulation for {@code aggregation}, whose function needs no context.
   *
   * @param stop ends reading the values of a group
   */
  @SuppressWarnings("unchecked") // the coders and functions of a specification fit one another
  static Accumulation of(Aggregation aggregation, StopCheck stop) {
    if (aggregation instanceof Aggregation.Values values) {
      return new Listed((Coder<Object>) values.valueCoder(), stop);
    }
    if (aggregation instanceof Aggregation.Combine combine) {
      return new Combined(
          (CombineFn<Object, Object, Object>) combine.combine().fn(),
          (Coder<Object>) combine.combine().accumulatorCoder());
    }
    Aggregation.MergeAccumulators merge = (Aggregation.MergeAccumulators) aggregation;
    GlobalCombineFn<?, Object, Object> fn =
        (GlobalCombineFn<?, Object, Object>) merge.combine().fn();
    return new Combined(
        AccumulatorMerge.of(fn), (Coder<Object>) merge.combine().accumulatorCoder());
  }

  /** All values of the group. */
  record Listed(Coder<Object> valueCoder, StopCheck stop) implements Accumulation {
    @Override
    public Object first(@Nullable Object value) {
      return add(new ArrayList<>(4), value);
    }

    @Override
    public Object add(Object accumulator, @Nullable Object value) {
      values(accumulator).add(value);
      return accumulator;
    }

    @Override
    public Object merge(Object accumulator, Object other) {
      // The few go to the many: a value that is copied again is in twice as large a list then.
      if (values(accumulator).size() < values(other).size()) {
        return merge(other, accumulator);
      }
      values(accumulator).addAll(values(other));
      return accumulator;
    }

    @Override
    public Object result(Object accumulator) {
      return new StoppableList<>(values(accumulator), stop);
    }

    @Override
    public Object resultSoFar(Object accumulator) {
      return new StoppableList<>(new ArrayList<>(values(accumulator)), stop);
    }

    @Override
    public Object empty() {
      return List.of();
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // accumulators are lists of values
    public Coder<Object> coder() {
      return (Coder) ListCoder.of(valueCoder);
    }

    @SuppressWarnings("unchecked") // accumulators are made by first alone
    private static List<Object> values(Object accumulator) {
      return (List<Object>) accumulator;
    }
  }

  /** The accumulator of a combine function. */
  record Combined(CombineFn<Object, Object, Object> fn, Coder<Object> coder)
      implements Accumulation {
    @Override
    public Object first(@Nullable Object value) {
      return add(fn.createAccumulator(), value);
    }

    @Override
    public Object add(Object accumulator, @Nullable Object value) {
      return fn.addInput(accumulator, value);
    }

    @Override
    public Object merge(Object accumulator, Object other) {
      return fn.mergeAccumulators(List.of(accumulator, other));
    }

    @Override
    public Object result(Object accumulator) {
      return fn.extractOutput(accumulator);
    }

    // What is extracted may be the accumulator itself, or a part of it.
    @Override
    public Object resultSoFar(Object accumulator) {
      return fn.extractOutput(fn.mergeAccumulators(List.of(fn.createAccumulator(), accumulator)));
    }

    @Override
    public Object empty() {
      return fn.extractOutput(fn.createAccumulator());
    }
  }
}
