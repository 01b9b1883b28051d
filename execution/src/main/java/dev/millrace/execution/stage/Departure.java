/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import dev.millrace.execution.host.ExchangeException;
import dev.millrace.execution.host.StageOutput;
import org.apache.beam.sdk.values.WindowedValue;

/**
 * Where elements of a step leave the stage. What the coders do to them counts for that step, and
 * what they refuse is a failure of it.
 */
final class Departure implements StageOutput {
  private final Step step;
  private final StageOutput output;

  Departure(Step step, StageOutput output) {
    this.step = step;
    this.output = output;
  }

  @Override
  public void emit(WindowedValue<?> element) {
    int outer = step.enter();
    try {
      output.emit(element);
    } catch (ExchangeException e) {
      throw step.refused(element, e);
    } finally {
      step.exit(outer);
    }
  }
}
