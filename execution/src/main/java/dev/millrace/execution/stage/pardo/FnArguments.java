/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.stage.element.Element;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * The arguments of {@code @ProcessElement}: one object per DoFn instance, pointed at each element
 * in turn. What a method may not ask for throws {@link UnsupportedOperationException}.
 */
public class FnArguments<InputT, OutputT>
    extends DoFnInvoker.BaseArgumentProvider<InputT, OutputT> {
  private final FnCall<InputT, OutputT> call;
  private final ProcessCall<InputT, OutputT> context;
  private final @Nullable KeyedScope scope;
  private final OutputReceiver<OutputT> mainReceiver;
  private @Nullable InputT value;

  /**
   * Arguments of {@code call}.
   *
   * @param scope state and timers, null for a DoFn that has neither
   */
  protected FnArguments(FnCall<InputT, OutputT> call, @Nullable KeyedScope scope) {
    this.call = call;
    this.scope = scope;
    this.context = new ProcessCall<>(call, this);
    this.mainReceiver = call.receivers().get(call.mainTag());
  }

  /** Points the arguments, and what outputs inherit, at {@code element}. */
  protected final void at(WindowedValue<InputT> element) {
    at(element.getValue(), element);
  }

  /**
   * Points the arguments at an element with {@code next} as its value, and at what {@code template}
   * says besides, which is also what outputs inherit.
   */
  protected final void at(@Nullable InputT next, WindowedValue<?> template) {
    value = next;
    call.outputs().inheritFrom(template);
  }

  /** The element that the arguments point at. */
  protected final WindowedValue<InputT> current() {
    return template().withValue(value);
  }

  /** The value of the element that the arguments point at. */
  final @Nullable InputT value() {
    return value;
  }

  private WindowedValue<?> template() {
    return call.outputs().current();
  }

  @Override
  public DoFn<InputT, OutputT>.ProcessContext processContext(DoFn<InputT, OutputT> doFn) {
    return context;
  }

  @Override
  public @Nullable InputT element(DoFn<InputT, OutputT> doFn) {
    return value;
  }

  @Override
  public Instant timestamp(DoFn<InputT, OutputT> doFn) {
    return template().getTimestamp();
  }

  @Override
  public BoundedWindow window() {
    return Element.window(template());
  }

  @Override
  public PaneInfo paneInfo(DoFn<InputT, OutputT> doFn) {
    return template().getPaneInfo();
  }

  @Override
  public CausedByDrain causedByDrain(DoFn<InputT, OutputT> doFn) {
    return template().causedByDrain();
  }

  @Override
  public PipelineOptions pipelineOptions() {
    return call.options();
  }

  @Override
  public @Nullable Object sideInput(String tagId) {
    return call.sideInputs().get(tagId, window());
  }

  @Override
  @SuppressWarnings("unchecked") // the converters were made for this DoFn's input type
  public @Nullable Object schemaElement(int index) {
    List<SerializableFunction<?, ?>> converters = call.spec().schema().getElementConverters();
    return ((SerializableFunction<InputT, Object>) converters.get(index)).apply(value);
  }

  @Override
  public OutputReceiver<OutputT> outputReceiver(DoFn<InputT, OutputT> doFn) {
    return mainReceiver;
  }

  @Override
  public OutputReceiver<Row> outputRowReceiver(DoFn<InputT, OutputT> doFn) {
    return call.receivers().getRowReceiver(call.mainTag());
  }

  @Override
  public MultiOutputReceiver taggedOutputReceiver(DoFn<InputT, OutputT> doFn) {
    return call.receivers();
  }

  @Override
  public BundleFinalizer bundleFinalizer() {
    return call.finalizer();
  }

  @Override
  public State state(String stateId, boolean alwaysFetched) {
    return scope == null ? super.state(stateId, alwaysFetched) : scope.state(stateId);
  }

  @Override
  public Timer timer(String timerId) {
    return scope == null ? super.timer(timerId) : scope.timer(timerId);
  }

  @Override
  public TimerMap timerFamily(String tagId) {
    return scope == null ? super.timerFamily(tagId) : scope.timerFamily(tagId);
  }

  @Override
  public String getErrorContext() {
    return "@ProcessElement of " + call.step().transform();
  }
}
