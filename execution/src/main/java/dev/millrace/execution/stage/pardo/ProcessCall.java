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
  private @Nullable WindowedValue<InputT> element;

  ProcessCall(
      DoFn<InputT, OutputT> fn,
      PipelineOptions options,
      FnOutputs outputs,
      SideInputAccess sideInputs) {
    fn.super();
    this.options = options;
    this.outputs = outputs;
    this.sideInputs = sideInputs;
  }

  void at(WindowedValue<InputT> next) {
    element = next;
    outputs.inheritFrom(next);
  }

  @Override
  public PipelineOptions getPipelineOptions() {
    return options;
  }

  @Override
  public InputT element() {
    return element.getValue();
  }

  @Override
  public <T> T sideInput(PCollectionView<T> view) {
    return sideInputs.get(view, Element.window(element));
  }

  @Override
  public Instant timestamp() {
    return element.getTimestamp();
  }

  @Override
  public PaneInfo pane() {
    return element.getPaneInfo();
  }

  @Override
  public CausedByDrain causedByDrain() {
    return element.causedByDrain();
  }

  @Override
  public @Nullable String currentRecordId() {
    return element.getRecordId();
  }

  @Override
  public @Nullable Long currentRecordOffset() {
    return element.getRecordOffset();
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
