/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.stage.element.Element;
import java.util.Collection;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** The {@code ProcessContext} of one DoFn instance, pointed at each element in turn. */
final class ProcessCall<InputT, OutputT> extends DoFn<InputT, OutputT>.ProcessContext {
  private final PipelineOptions options;
  private final FnOutputs outputs;
  private final SideInputAccess sideInputs;
  private final FnArguments<InputT, OutputT> arguments;

  /** The context of {@code call}, at what {@code arguments} point at. */
  ProcessCall(FnCall<InputT, OutputT> call, FnArguments<InputT, OutputT> arguments) {
    call.fn().super();
    this.options = call.options();
    this.outputs = call.outputs();
    this.sideInputs = call.sideInputs();
    this.arguments = arguments;
  }

  @Override
  public PipelineOptions getPipelineOptions() {
    return options;
  }

  @Override
  public @Nullable InputT element() {
    return arguments.value();
  }

  @Override
  public <T> @Nullable T sideInput(PCollectionView<T> view) {
    return sideInputs.get(view, Element.window(outputs.current()));
  }

  @Override
  public Instant timestamp() {
    return outputs.current().getTimestamp();
  }

  @Override
  public PaneInfo pane() {
    return outputs.current().getPaneInfo();
  }

  @Override
  public CausedByDrain causedByDrain() {
    return outputs.current().causedByDrain();
  }

  @Override
  public @Nullable String currentRecordId() {
    return outputs.current().getRecordId();
  }

  @Override
  public @Nullable Long currentRecordOffset() {
    return outputs.current().getRecordOffset();
  }

  @Override
  public void output(OutputT output) {
    outputs.output(output);
  }

  @Override
  public void outputWithTimestamp(OutputT output, Instant timestamp) {
    outputs.outputAt(outputs.mainTag(), output, timestamp);
  }

  @Override
  public void outputWindowedValue(
      OutputT output,
      Instant timestamp,
      Collection<? extends BoundedWindow> windows,
      PaneInfo paneInfo) {
    outputs.outputIn(outputs.mainTag(), output, timestamp, windows, paneInfo);
  }

  @Override
  public void outputWindowedValue(WindowedValue<OutputT> windowedValue) {
    outputs.outputElement(outputs.mainTag(), windowedValue);
  }

  @Override
  public <T> void output(TupleTag<T> tag, T output) {
    outputs.output(tag, output);
  }

  @Override
  public <T> void outputWithTimestamp(TupleTag<T> tag, T output, Instant timestamp) {
    outputs.outputAt(tag, output, timestamp);
  }

  @Override
  public <T> void outputWindowedValue(
      TupleTag<T> tag,
      T output,
      Instant timestamp,
      Collection<? extends BoundedWindow> windows,
      PaneInfo paneInfo) {
    outputs.outputIn(tag, output, timestamp, windows, paneInfo);
  }

  @Override
  public <T> void outputWindowedValue(TupleTag<T> tag, WindowedValue<T> windowedValue) {
    outputs.outputElement(tag, windowedValue);
  }
}
