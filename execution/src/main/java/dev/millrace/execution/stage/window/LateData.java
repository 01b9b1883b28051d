/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.window;

import dev.millrace.execution.stage.Step;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/** Counts elements that are dropped because they came after their window had expired. */
public final class LateData {
  /** The name of the counter, which each step that drops has of its own. */
  public static final String COUNTER = "droppedDueToLateness";

  private final Counter counter = Metrics.counter("dev.millrace", COUNTER);

  /** Counts one dropped element; called while metrics go to the step that drops it. */
  public void dropped() {
    counter.inc();
  }

  /** Counts one dropped element as one of {@code step}'s. */
  public void dropped(Step step) {
    int outer = step.enter();
    dropped();
    step.exit(outer);
  }
}
