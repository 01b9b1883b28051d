/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import dev.millrace.execution.stage.pardo.FnArguments;
import dev.millrace.execution.stage.pardo.FnCall;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimator;
import org.apache.beam.sdk.values.OutputBuilder;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The arguments of the methods of a splittable DoFn. */
final class RestrictionArguments<InputT, OutputT> extends FnArguments<InputT, OutputT> {
  private final FnCall<InputT, OutputT> call;
  private @Nullable Object restriction;
  private @Nullable RestrictionTracker<?, ?> tracker;
  private @Nullable Object estimatorState;
  private @Nullable WatermarkEstimator<?> estimator;
  private @Nullable Consumer<Object> splits;

  RestrictionArguments(FnCall<InputT, OutputT> call) {
    super(call, null);
    this.call = call;
  }

  /** Points at an element that has no restriction yet. */
  void atElement(WindowedValue<InputT> element) {
    at(element);
    tracker = null;
    estimator = null;
    splits = null;
  }

  /** Points at a restriction of the current element. */
  void atRestriction(@Nullable Object newRestriction) {
    restriction = newRestriction;
    tracker = null;
  }

  /** Sends the output of {@code @SplitRestriction} to {@code receiver}. */
  void splitTo(Consumer<Object> receiver) {
    splits = receiver;
  }

  void track(RestrictionTracker<?, ?> newTracker) {
    tracker = newTracker;
  }

  void estimatorState(@Nullable Object state) {
    estimatorState = state;
  }

  void estimator(WatermarkEstimator<?> newEstimator) {
    estimator = newEstimator;
  }

  @Override
  public @Nullable Object restriction() {
    return restriction;
  }

  @Override
  public RestrictionTracker<?, ?> restrictionTracker() {
    if (tracker == null) {
      tracker = call.invoker().invokeNewTracker(this);
    }
    return tracker;
  }

  @Override
  public @Nullable Object watermarkEstimatorState() {
    return estimatorState;
  }

  @Override
  public WatermarkEstimator<?> watermarkEstimator() {
    return estimator == null ? super.watermarkEstimator() : estimator;
  }

  @Override
  @SuppressWarnings("unchecked") // while splitting, the outputs are restrictions
  public OutputReceiver<OutputT> outputReceiver(DoFn<InputT, OutputT> doFn) {
    Consumer<Object> receiver = splits;
    return receiver == null
        ? super.outputReceiver(doFn)
        : (OutputReceiver<OutputT>) new SplitReceiver(receiver, current());
  }

  @Override
  public String getErrorContext() {
    return "a method of the splittable " + call.step().transform();
  }

  private record SplitReceiver(Consumer<Object> receiver, WindowedValue<?> element)
      implements OutputReceiver<Object> {
    @Override
    public void output(Object part) {
      receiver.accept(part);
    }

    @Override
    public OutputBuilder<Object> builder(Object part) {
      WindowedValues.Builder<Object> builder = WindowedValues.builder(element).withValue(part);
      return builder.setReceiver(output -> receiver.accept(output.getValue()));
    }
  }
}
