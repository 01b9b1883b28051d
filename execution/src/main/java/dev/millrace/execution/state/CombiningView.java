/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.StateContext;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A {@link CombiningState}: an accumulator in a cell.
 *
 * <p>The accumulator in the cell belongs to this view. What is handed out is a copy ({@link
 * #getAccum}) or made from a merge with a fresh accumulator ({@link #read}), because combine
 * functions may change the accumulators they are given. A null accumulator counts as none.
 */
class CombiningView<InputT, AccumT, OutputT> extends StateView<Cell.Value<AccumT>>
    implements CombiningState<InputT, AccumT, OutputT> {
  private final Coder<AccumT> accumulatorCoder;
  private final CombineFn<InputT, AccumT, OutputT> combineFn;

  CombiningView(
      Table<Cell.Value<AccumT>> table,
      Target target,
      Coder<AccumT> accumulatorCoder,
      CombineFn<InputT, AccumT, OutputT> combineFn) {
    super(table, target);
    this.accumulatorCoder = accumulatorCoder;
    this.combineFn = combineFn;
  }

  @Override
  CombiningView<InputT, AccumT, OutputT> at(Target otherTarget, StateContext<?> context) {
    return new CombiningView<>(table(), otherTarget, accumulatorCoder, combineFn);
  }

  @Override
  public void add(InputT value) {
    Cell.Value<AccumT> cell = cell();
    AccumT accumulator = cell.read();
    cell.write(
        combineFn.addInput(
            accumulator == null ? combineFn.createAccumulator() : accumulator, value));
  }

  @Override
  public OutputT read() {
    return combineFn.extractOutput(withFresh(cell().read()));
  }

  @Override
  public AccumT getAccum() {
    AccumT accumulator = cell().read();
    if (accumulator == null) {
      return combineFn.createAccumulator();
    }
    try {
      return CoderUtils.clone(accumulatorCoder, accumulator);
    } catch (CoderException e) {
      throw new IllegalStateException(
          "Copying the accumulator of a combining state with " + accumulatorCoder + " failed", e);
    }
  }

  @Override
  public void addAccum(AccumT accumulator) {
    Cell.Value<AccumT> cell = cell();
    AccumT before = cell.read();
    cell.write(
        before == null
            ? withFresh(accumulator)
            : combineFn.mergeAccumulators(List.of(before, accumulator)));
  }

  @Override
  public AccumT mergeAccumulators(Iterable<AccumT> accumulators) {
    return combineFn.mergeAccumulators(accumulators);
  }

  private AccumT withFresh(@Nullable AccumT accumulator) {
    AccumT fresh = combineFn.createAccumulator();
    return accumulator == null ? fresh : combineFn.mergeAccumulators(List.of(fresh, accumulator));
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return Deferred.isEmpty(cell());
  }

  @Override
  public CombiningState<InputT, AccumT, OutputT> readLater() {
    return this;
  }
}
