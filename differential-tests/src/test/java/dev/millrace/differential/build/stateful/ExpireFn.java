/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build.stateful;

import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Keeps elements until their window expires. */
final class ExpireFn extends DoFn<KV<String, String>, KV<String, String>> {
  private static final long serialVersionUID = 1L;

  @StateId("values")
  private final StateSpec<BagState<String>> valuesSpec = StateSpecs.bag();

  @ProcessElement
  public void process(
      @Element KV<String, String> element, @StateId("values") BagState<String> values) {
    values.add(element.getValue());
  }

  @OnWindowExpiration
  public void expire(
      @Key String key,
      @StateId("values") BagState<String> values,
      OutputReceiver<KV<String, String>> output) {
    output.output(KV.of(key, StatefulFns.told("expired", values.read())));
  }
}
