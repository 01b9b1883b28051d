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
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * The first element sets a timer, which sets another one, which tells all elements there are by
 * then. Both timers hold the watermark at the first element.
 */
final class RelayFn extends DoFn<KV<String, String>, KV<String, String>> {
  private static final long serialVersionUID = 1L;
  private static final long MILLIS = 2;

  @StateId("values")
  private final StateSpec<BagState<String>> valuesSpec = StateSpecs.bag();

  @TimerId("first")
  private final TimerSpec firstSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId("second")
  private final TimerSpec secondSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @ProcessElement
  public void process(
      @Element KV<String, String> element,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      @StateId("values") BagState<String> values,
      @TimerId("first") Timer first) {
    if (values.isEmpty().read()) {
      first.withOutputTimestamp(timestamp).set(StatefulFns.within(window, timestamp, MILLIS));
    }
    values.add(element.getValue());
  }

  @OnTimer("first")
  public void first(OnTimerContext context, BoundedWindow window, @TimerId("second") Timer second) {
    second
        .withOutputTimestamp(context.timestamp())
        .set(StatefulFns.within(window, context.fireTimestamp(), MILLIS));
  }

  @OnTimer("second")
  public void second(
      @Key String key,
      @StateId("values") BagState<String> values,
      OutputReceiver<KV<String, String>> output) {
    output.output(KV.of(key, StatefulFns.told("relayed", values.read())));
    values.clear();
  }
}
