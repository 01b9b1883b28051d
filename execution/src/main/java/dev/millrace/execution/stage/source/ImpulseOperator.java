/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.Head;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/** Emits one empty byte array. */
public final class ImpulseOperator implements Head {
  private final Step step;
  private final StageOutput output;
  private final Cell.Value<Boolean> emitted;

  /** An operator that emits to {@code output}. */
  public ImpulseOperator(Step step, StageOutput output) {
    this.step = step;
    this.output = output;
    this.emitted = InstanceState.value(step, "emitted", BooleanCoder.of());
  }

  @Override
  public Progress advance(int maxElements) {
    if (emitted.isEmpty()) {
      step.startBundle();
      emitted.write(true);
      output.emit(Element.inGlobalWindow(new byte[0], BoundedWindow.TIMESTAMP_MIN_VALUE));
    }
    return Progress.DONE;
  }

  @Override
  public long hold() {
    return (emitted.isEmpty()
            ? BoundedWindow.TIMESTAMP_MIN_VALUE
            : BoundedWindow.TIMESTAMP_MAX_VALUE)
        .getMillis();
  }
}
