/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.window;

import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.Operator;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Passes elements on as they are: a flatten, or what stands behind an exchange. */
public final class PassOn implements Operator, StageOutput {
  private final StageOutput output;

  /** An operator that passes elements to {@code output}. */
  public PassOn(StageOutput output) {
    this.output = output;
  }

  @Override
  public void emit(WindowedValue<?> element) {
    output.emit(element);
  }

  @Override
  public void emit(@Nullable Object value, WindowedValue<?> template) {
    output.emit(value, template);
  }
}
