/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.pardo.FnCall;
import dev.millrace.execution.stage.pardo.WaitingOperator;
import dev.millrace.execution.stage.window.LateData;
import dev.millrace.execution.stage.window.WindowExpiry;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Pairs elements with their restrictions, split as the DoFn sees fit.
 *
 * <p>Outputs are {@code KV<KV<element, KV<restriction, watermark estimator state>>, size>}.
 *
 * <p>Elements of expired windows are dropped if the DoFn has side inputs, as by any ParDo.
 */
public final class SplitRestrictionOperator<InputT, OutputT>
    extends WaitingOperator<InputT, OutputT> implements StageOutput {
  private final StageOutput output;
  private final WindowExpiry expiry;
  private final LateData lateData = new LateData();
  private final RestrictionArguments<InputT, OutputT> arguments;

  /** An operator that makes calls by {@code call} and emits to {@code output}. */
  public SplitRestrictionOperator(FnCall<InputT, OutputT> call, StageOutput output) {
    super(call);
    this.output = output;
    this.expiry = new WindowExpiry(call.spec().inputWindowing());
    this.arguments = new RestrictionArguments<>(call);
  }

  @Override
  public void startBundle() {
    call.prepare();
  }

  // The bundles of the DoFn are those of the operator that processes the restrictions.
  @Override
  public void finishBundle() {}

  @Override
  public boolean emitsAtFinishBundle() {
    return false;
  }

  // What has to be stable is the restrictions, which the next operator keeps.
  @Override
  @SuppressWarnings("unchecked") // the translation ensures that inputs match the DoFn
  public void emit(WindowedValue<?> element) {
    arrive(null, (WindowedValue<InputT>) element);
  }

  @Override
  protected void arrive(@Nullable Key key, WindowedValue<InputT> element) {
    for (WindowedValue<InputT> one : element.explodeWindows()) {
      call.step().throwIfStopped();
      if (!readsSideInputs()) {
        take(null, one);
      } else if (expiry.of(Element.window(one)) < call.step().host().outputWatermark()) {
        lateData.dropped(call.step());
      } else if (mustWait(Element.window(one))) {
        pushBack(null, one);
      } else {
        take(null, one);
      }
    }
  }

  @Override
  protected void take(@Nullable Key key, WindowedValue<InputT> element) {
    for (Object part : partsOf(element)) {
      call.step().throwIfStopped();
      output.emit(element.withValue(part));
    }
  }

  private List<Object> partsOf(WindowedValue<InputT> element) {
    int outer = call.step().enter();
    try {
      arguments.atElement(element);
      arguments.atRestriction(call.invoker().invokeGetInitialRestriction(arguments));
      List<Object> parts = new ArrayList<>();
      arguments.splitTo(part -> add(part, parts));
      call.invoker().invokeSplitRestriction(arguments);
      parts.replaceAll(part -> sized(element.getValue(), part));
      return parts;
    } catch (Throwable t) {
      throw call.step().failure("@SplitRestriction", element, t);
    } finally {
      call.step().exit(outer);
    }
  }

  private void add(Object part, List<Object> parts) {
    call.step().throwIfStopped();
    parts.add(part);
  }

  private Object sized(InputT element, Object restriction) {
    call.step().throwIfStopped();
    arguments.atRestriction(restriction);
    Object state = call.invoker().invokeGetInitialWatermarkEstimatorState(arguments);
    double size = call.invoker().invokeGetSize(arguments);
    return KV.of(KV.of(element, KV.of(restriction, state)), size);
  }
}
