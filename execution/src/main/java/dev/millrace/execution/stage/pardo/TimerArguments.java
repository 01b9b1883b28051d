/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.stage.element.Element;
import java.util.Collection;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** The arguments of {@code @OnTimer}, {@code @OnTimerFamily} and {@code @OnWindowExpiration}. */
final class TimerArguments<InputT, OutputT>
    extends DoFnInvoker.BaseArgumentProvider<InputT, OutputT> {
  private final FnCall<InputT, OutputT> call;
  private final KeyedScope scope;
  private final FiringContext context;
  private @Nullable TimerFiring firing;
  private Instant timestamp = BoundedWindow.TIMESTAMP_MIN_VALUE;

  TimerArguments(FnCall<InputT, OutputT> call, KeyedScope scope) {
    this.call = call;
    this.scope = scope;
    this.context = new FiringContext(call.fn());
  }

  /** Points the arguments, and what outputs inherit, at a firing timer. */
  void at(TimerFiring next) {
    firing = next;
    timestamp = Instant.ofEpochMilli(next.outputTime());
    BoundedWindow window = next.namespace().requireWindow();
    call.outputs()
        .inheritFromTimer(Element.of(null, timestamp, window, PaneInfo.NO_FIRING, next.drain()));
    scope.moveTo(next.requireKey(), next.namespace());
  }

  private TimerFiring firing() {
    if (firing == null) {
      throw new IllegalStateException("A timer is asked for before one has fired");
    }
    return firing;
  }

  @Override
  public BoundedWindow window() {
    return firing().namespace().requireWindow();
  }

  @Override
  public @Nullable Object key() {
    return firing().requireKey().value();
  }

  @Override
  public Instant timestamp(DoFn<InputT, OutputT> doFn) {
    return timestamp;
  }

  @Override
  public TimeDomain timeDomain(DoFn<InputT, OutputT> doFn) {
    return firing().domain();
  }

  @Override
  public String timerId(DoFn<InputT, OutputT> doFn) {
    return firing().id();
  }

  @Override
  public CausedByDrain causedByDrain(DoFn<InputT, OutputT> doFn) {
    return firing().drain();
  }

  @Override
  public PipelineOptions pipelineOptions() {
    return call.options();
  }

  @Override
  public DoFn<InputT, OutputT>.OnTimerContext onTimerContext(DoFn<InputT, OutputT> doFn) {
    return context;
  }

  @Override
  public OutputReceiver<OutputT> outputReceiver(DoFn<InputT, OutputT> doFn) {
    return call.receivers().get(call.mainTag());
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
  public State state(String stateId, boolean alwaysFetched) {
    return scope.state(stateId);
  }

  @Override
  public Timer timer(String timerId) {
    return scope.timer(timerId);
  }

  @Override
  public TimerMap timerFamily(String tagId) {
    return scope.timerFamily(tagId);
  }

  @Override
  public String getErrorContext() {
    return "@OnTimer or @OnWindowExpiration of " + call.step().transform();
  }

  private final class FiringContext extends DoFn<InputT, OutputT>.OnTimerContext {
    FiringContext(DoFn<InputT, OutputT> fn) {
      fn.super();
    }

    @Override
    public PipelineOptions getPipelineOptions() {
      return call.options();
    }

    @Override
    public Instant timestamp() {
      return timestamp;
    }

    @Override
    public Instant fireTimestamp() {
      return Instant.ofEpochMilli(firing().time());
    }

    @Override
    public BoundedWindow window() {
      return TimerArguments.this.window();
    }

    @Override
    public TimeDomain timeDomain() {
      return firing().domain();
    }

    @Override
    public CausedByDrain causedByDrain() {
      return firing().drain();
    }

    @Override
    public void output(OutputT output) {
      call.outputs().output(output);
    }

    @Override
    public void outputWithTimestamp(OutputT output, Instant at) {
      call.outputs().outputAt(call.mainTag(), output, at);
    }

    @Override
    public void outputWindowedValue(
        OutputT output,
        Instant at,
        Collection<? extends BoundedWindow> windows,
        PaneInfo paneInfo) {
      call.outputs().outputIn(call.mainTag(), output, at, windows, paneInfo);
    }

    @Override
    public void outputWindowedValue(WindowedValue<OutputT> windowedValue) {
      call.outputs().outputElement(call.mainTag(), windowedValue);
    }

    @Override
    public <T> void output(TupleTag<T> tag, T output) {
      call.outputs().output(tag, output);
    }

    @Override
    public <T> void outputWithTimestamp(TupleTag<T> tag, T output, Instant at) {
      call.outputs().outputAt(tag, output, at);
    }

    @Override
    public <T> void outputWindowedValue(
        TupleTag<T> tag,
        T output,
        Instant at,
        Collection<? extends BoundedWindow> windows,
        PaneInfo paneInfo) {
      call.outputs().outputIn(tag, output, at, windows, paneInfo);
    }

    @Override
    public <T> void outputWindowedValue(TupleTag<T> tag, WindowedValue<T> windowedValue) {
      call.outputs().outputElement(tag, windowedValue);
    }
  }
}
