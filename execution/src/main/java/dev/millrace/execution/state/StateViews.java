/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.watermark.KeyedHolds;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateBinder;
import org.apache.beam.sdk.state.StateContext;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.CombineWithContext.CombineFnWithContext;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;

/**
 * Makes views of a host's tables. Every state it binds is a {@link StateView} on {@code target}.
 *
 * @param context for combine functions that want one
 */
record StateViews(KeyedState state, KeyedHolds holds, Target target, StateContext<?> context)
    implements StateBinder {

  @Override
  public <T> ValueState<T> bindValue(String id, StateSpec<ValueState<T>> spec, Coder<T> coder) {
    Table<Cell.Value<T>> table = state.values(id, coder);
    Writing<T> writing = new Writing<>(id, coder);
    return ActiveWindowsView.isFor(id, coder)
        ? new ActiveWindowsView<>(table, target, writing)
        : new ValueView<>(table, target, writing);
  }

  @Override
  public <T> BagState<T> bindBag(String id, StateSpec<BagState<T>> spec, Coder<T> elementCoder) {
    return new BagView<>(state.bags(id, elementCoder), target, new Writing<>(id, elementCoder));
  }

  @Override
  public <T> SetState<T> bindSet(String id, StateSpec<SetState<T>> spec, Coder<T> elementCoder) {
    return new SetView<>(
        state.maps(id, elementCoder, BooleanCoder.of()), target, new Writing<>(id, elementCoder));
  }

  @Override
  public <KeyT, ValueT> MapState<KeyT, ValueT> bindMap(
      String id,
      StateSpec<MapState<KeyT, ValueT>> spec,
      Coder<KeyT> keyCoder,
      Coder<ValueT> valueCoder) {
    return new MapView<>(
        state.maps(id, keyCoder, valueCoder),
        target,
        new Writing<>(id, keyCoder),
        new Writing<>(id, valueCoder));
  }

  @Override
  public <T> OrderedListState<T> bindOrderedList(
      String id, StateSpec<OrderedListState<T>> spec, Coder<T> elementCoder) {
    return new OrderedListView<>(
        state.orderedLists(id, elementCoder), target, new Writing<>(id, elementCoder));
  }

  @Override
  public <KeyT, ValueT> MultimapState<KeyT, ValueT> bindMultimap(
      String id,
      StateSpec<MultimapState<KeyT, ValueT>> spec,
      Coder<KeyT> keyCoder,
      Coder<ValueT> valueCoder) {
    return new MultimapView<>(
        state.multimaps(id, keyCoder, valueCoder),
        target,
        new Writing<>(id, keyCoder),
        new Writing<>(id, valueCoder));
  }

  @Override
  public <InputT, AccumT, OutputT> CombiningState<InputT, AccumT, OutputT> bindCombining(
      String id,
      StateSpec<CombiningState<InputT, AccumT, OutputT>> spec,
      Coder<AccumT> accumulatorCoder,
      CombineFn<InputT, AccumT, OutputT> combineFn) {
    return new CombiningView<>(
        state.values(id, accumulatorCoder), target, accumulatorCoder, combineFn);
  }

  @Override
  public <InputT, AccumT, OutputT> CombiningState<InputT, AccumT, OutputT> bindCombiningWithContext(
      String id,
      StateSpec<CombiningState<InputT, AccumT, OutputT>> spec,
      Coder<AccumT> accumulatorCoder,
      CombineFnWithContext<InputT, AccumT, OutputT> combineFn) {
    return new ContextualCombiningView<>(
        state.values(id, accumulatorCoder), target, accumulatorCoder, combineFn, context);
  }

  @Override
  public WatermarkHoldState bindWatermark(
      String id, StateSpec<WatermarkHoldState> spec, TimestampCombiner timestampCombiner) {
    return new HoldView(state.values(id, InstantCoder.of()), target, timestampCombiner, holds);
  }
}
