/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.millrace;

import dev.millrace.benchmarks.state.UpdatedValue;
import dev.millrace.benchmarks.state.Updates;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Updates the value of each key, and emits the update. */
final class UpdateFn extends DoFn<KV<Long, Long>, Long> {
  private static final long serialVersionUID = 1L;

  @StateId("value")
  private final StateSpec<ValueState<byte[]>> valueSpec = StateSpecs.value(ByteArrayCoder.of());

  private final Updates updates;

  UpdateFn(Updates updates) {
    this.updates = updates;
  }

  @ProcessElement
  public void process(
      @Element KV<Long, Long> update,
      @StateId("value") ValueState<byte[]> value,
      OutputReceiver<Long> out) {
    value.write(UpdatedValue.after(updates, update.getValue(), value.read()));
    out.output(update.getValue());
  }
}
