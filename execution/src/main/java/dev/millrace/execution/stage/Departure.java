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
final class Departure {
  private Departure() {}

  /**
   * A departure of elements of {@code step}.
   *
   * @param callsCoders whether coders may be called that are not known to count no metrics
   */
  static StageOutput of(Step step, StageOutput output, boolean callsCoders) {
    return callsCoders
        ? element -> emitWithin(step, output, element)
        : element -> emit(step, output, element);
  }

  private static void emitWithin(Step step, StageOutput output, WindowedValue<?> element) {
    int outer = step.enter();
    try {
      emit(step, output, element);
    } finally {
      step.exit(outer);
    }
  }

  private static void emit(Step step, StageOutput output, WindowedValue<?> element) {
    try {
      output.emit(element);
    } catch (ExchangeException e) {
      throw step.refused(element, e);
    }
  }
}
