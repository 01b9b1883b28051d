/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.transforms.reflect.DoFnInvoker;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/** The arguments of {@code @StartBundle} and {@code @FinishBundle}. */
final class BundleArguments<InputT, OutputT>
    extends DoFnInvoker.BaseArgumentProvider<InputT, OutputT> {
  private final FnCall<InputT, OutputT> call;
  private final StartContext start;
  private final FinishContext finish;

  BundleArguments(FnCall<InputT, OutputT> call) {
    this.call = call;
    this.start = new StartContext(call.fn());
    this.finish = new FinishContext(call.fn());
  }

  @Override
  public PipelineOptions pipelineOptions() {
    return call.options();
  }

  @Override
  public DoFn<InputT, OutputT>.StartBundleContext startBundleContext(DoFn<InputT, OutputT> doFn) {
    return start;
  }

  @Override
  public DoFn<InputT, OutputT>.FinishBundleContext finishBundleContext(DoFn<InputT, OutputT> doFn) {
    return finish;
  }

  @Override
  public BundleFinalizer bundleFinalizer() {
    return call.finalizer();
  }

  @Override
  public String getErrorContext() {
    return "@StartBundle or @FinishBundle of " + call.step().transform();
  }

  private final class StartContext extends DoFn<InputT, OutputT>.StartBundleContext {
    StartContext(DoFn<InputT, OutputT> fn) {
      fn.super();
    }

    @Override
    public PipelineOptions getPipelineOptions() {
      return call.options();
    }
  }

  private final class FinishContext extends DoFn<InputT, OutputT>.FinishBundleContext {
    FinishContext(DoFn<InputT, OutputT> fn) {
      fn.super();
    }

    @Override
    public PipelineOptions getPipelineOptions() {
      return call.options();
    }

    @Override
    public void output(OutputT output, Instant timestamp, BoundedWindow window) {
      call.outputs().outputUnrelated(call.mainTag(), output, timestamp, window);
    }

    @Override
    public <T> void output(TupleTag<T> tag, T output, Instant timestamp, BoundedWindow window) {
      call.outputs().outputUnrelated(tag, output, timestamp, window);
    }
  }
}
