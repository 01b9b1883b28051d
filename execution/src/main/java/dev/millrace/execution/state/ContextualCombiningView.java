/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.StateContext;
import org.apache.beam.sdk.transforms.CombineWithContext.CombineFnWithContext;
import org.apache.beam.sdk.util.CombineFnUtil;

/** A {@link CombiningView} whose combine function takes options and side inputs from a context. */
final class ContextualCombiningView<InputT, AccumT, OutputT>
    extends CombiningView<InputT, AccumT, OutputT> {
  private final Coder<AccumT> accumulatorCoder;
  private final CombineFnWithContext<InputT, AccumT, OutputT> combineFn;

  ContextualCombiningView(
      Table<Cell.Value<AccumT>> table,
      Target target,
      Coder<AccumT> accumulatorCoder,
      CombineFnWithContext<InputT, AccumT, OutputT> combineFn,
      StateContext<?> context) {
    super(table, target, accumulatorCoder, CombineFnUtil.bindContext(combineFn, context));
    this.accumulatorCoder = accumulatorCoder;
    this.combineFn = combineFn;
  }

  @Override
  ContextualCombiningView<InputT, AccumT, OutputT> at(Target otherTarget, StateContext<?> context) {
    return new ContextualCombiningView<>(
        table(), otherTarget, accumulatorCoder, combineFn, context);
  }
}
