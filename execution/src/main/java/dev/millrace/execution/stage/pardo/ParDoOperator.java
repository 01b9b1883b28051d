/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.window.LateData;
import dev.millrace.execution.stage.window.WindowExpiry;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Calls a DoFn without state and timers for each element.
 *
 * <p>Elements of expired windows are dropped if the DoFn has side inputs: what these said for such
 * windows may be gone by then, and to answer that they were empty would be wrong.
 */
public final class ParDoOperator<InputT, OutputT> extends WaitingOperator<InputT, OutputT>
    implements StageOutput {
  private boolean processesAtOnce;
  private final WindowExpiry expiry;
  private final LateData lateData = new LateData();
  private final FnArguments<InputT, OutputT> arguments;

  /** An operator that makes calls by {@code call}. */
  public ParDoOperator(FnCall<InputT, OutputT> call) {
    super(call);
    this.expiry = new WindowExpiry(call.spec().inputWindowing());
    this.arguments = new FnArguments<>(call, null);
  }

  @Override
  public void open() {
    super.open();
    processesAtOnce = !call.observesWindow() && !keepsInput();
  }

  @Override
  public void emit(WindowedValue<?> element) {
    emit(element.getValue(), element);
  }

  @Override
  @SuppressWarnings("unchecked") // the translation ensures that inputs match the DoFn
  public void emit(@Nullable Object value, WindowedValue<?> template) {
    if (processesAtOnce) {
      process((InputT) value, template);
    } else if (keepsInput()) {
      keep(null, template.withValue((InputT) value));
    } else {
      processByWindow((InputT) value, template);
    }
  }

  @Override
  protected void arrive(@Nullable Key key, WindowedValue<InputT> element) {
    if (call.observesWindow()) {
      processByWindow(element.getValue(), element);
    } else {
      process(element.getValue(), element);
    }
  }

  private void processByWindow(@Nullable InputT value, WindowedValue<?> template) {
    if (Element.isInOneWindow(template)) {
      processOrOffer(value, template);
    } else {
      for (WindowedValue<?> exploded : template.explodeWindows()) {
        call.step().throwIfStopped();
        processOrOffer(value, exploded);
      }
    }
  }

  private void processOrOffer(@Nullable InputT value, WindowedValue<?> template) {
    if (!readsSideInputs()) {
      process(value, template);
    } else if (expiry.of(Element.window(template)) < call.step().host().outputWatermark()) {
      lateData.dropped(call.step());
    } else if (mustWait(Element.window(template))) {
      pushBack(null, template.withValue(value));
    } else {
      process(value, template);
    }
  }

  @Override
  protected void take(@Nullable Key key, WindowedValue<InputT> element) {
    process(element.getValue(), element);
  }

  private void process(@Nullable InputT value, WindowedValue<?> template) {
    int outer = call.step().enter();
    try {
      arguments.at(value, template);
      call.process(arguments);
    } catch (Throwable t) {
      throw call.step().failure("@ProcessElement", template.withValue(value), t);
    } finally {
      call.step().exit(outer);
    }
  }
}
