/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build.stateful;

import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;

/** Keeps elements for a while in processing time, which begins with the first of them. */
final class DelayFn extends DoFn<KV<String, String>, KV<String, String>> {
  private static final long serialVersionUID = 1L;
  private static final Duration DELAY = Duration.millis(3);

  @StateId("values")
  private final StateSpec<BagState<String>> valuesSpec = StateSpecs.bag();

  @TimerId("delay")
  private final TimerSpec delaySpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  @ProcessElement
  public void process(
      @Element KV<String, String> element,
      @StateId("values") BagState<String> values,
      @TimerId("delay") Timer delay) {
    if (values.isEmpty().read()) {
      delay.offset(DELAY).setRelative();
    }
    values.add(element.getValue());
  }

  @OnTimer("delay")
  public void delay(
      @Key String key,
      @StateId("values") BagState<String> values,
      OutputReceiver<KV<String, String>> output) {
    output.output(KV.of(key, StatefulFns.told("delayed", values.read())));
    values.clear();
  }
}
