/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build.stateful;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;

/** Counts by kind, told at the end of the window, and in all, told when the window expires. */
final class TallyFn extends DoFn<KV<String, String>, KV<String, String>> {
  private static final long serialVersionUID = 1L;

  @StateId("kinds")
  private final StateSpec<MapState<String, Integer>> kindsSpec = StateSpecs.map();

  @StateId("total")
  private final StateSpec<CombiningState<Integer, int[], Integer>> totalSpec =
      StateSpecs.combining(Sum.ofIntegers());

  @TimerId("end")
  private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @ProcessElement
  public void process(
      @Element KV<String, String> element,
      BoundedWindow window,
      @StateId("kinds") MapState<String, Integer> kinds,
      @StateId("total") CombiningState<Integer, int[], Integer> total,
      @TimerId("end") Timer end) {
    String value = element.getValue();
    String kind = value.isEmpty() ? value : value.substring(value.length() - 1);
    Integer before = kinds.get(kind).read();
    kinds.put(kind, before == null ? 1 : before + 1);
    total.add(1);
    end.set(window.maxTimestamp());
  }

  @OnTimer("end")
  public void end(
      @Key String key,
      @StateId("kinds") MapState<String, Integer> kinds,
      OutputReceiver<KV<String, String>> output) {
    Map<String, Integer> sorted = new TreeMap<>();
    kinds.entries().read().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    output.output(KV.of(key, "kinds" + sorted));
  }

  @OnWindowExpiration
  public void expire(
      @Key String key,
      @StateId("total") CombiningState<Integer, int[], Integer> total,
      OutputReceiver<KV<String, String>> output) {
    output.output(KV.of(key, "total " + total.read()));
  }
}
