/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.millrace;

import dev.millrace.benchmarks.state.Outputs;
import dev.millrace.benchmarks.state.Updates;
import org.apache.beam.sdk.transforms.DoFn;

/** The end of the job. */
final class ArriveFn extends DoFn<Long, Void> {
  private static final long serialVersionUID = 1L;

  private final Updates updates;

  ArriveFn(Updates updates) {
    this.updates = updates;
  }

  @ProcessElement
  public void process(@Element Long update) {
    Outputs.arrived(updates, update);
  }
}
