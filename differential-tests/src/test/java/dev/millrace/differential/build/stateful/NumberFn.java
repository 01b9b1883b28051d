/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build.stateful;

import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Numbers the elements of a key and window. */
final class NumberFn extends DoFn<KV<String, String>, KV<String, String>> {
  private static final long serialVersionUID = 1L;

  @StateId("count")
  private final StateSpec<ValueState<Integer>> countSpec = StateSpecs.value();

  @ProcessElement
  public void process(
      @Element KV<String, String> element,
      @StateId("count") ValueState<Integer> count,
      OutputReceiver<KV<String, String>> output) {
    Integer before = count.read();
    int number = before == null ? 1 : before + 1;
    count.write(number);
    output.output(KV.of(element.getKey(), number + "." + element.getValue()));
  }
}
