/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Keeps what the stage under test emits. Others read it while the job is at rest. */
final class Collector extends PlainInstance {
  private final WatermarkLaws laws;
  private final Map<Integer, List<Seen>> arrived = new HashMap<>();
  private final List<String> history = new ArrayList<>();
  private long watermark = Elements.MIN;
  private long told = Long.MIN_VALUE;

  Collector(WatermarkLaws laws) {
    this.laws = laws;
  }

  // Whoever begins again is told how far it had come.
  @Override
  public void open(StageHost host) {
    told = Long.MIN_VALUE;
  }

  @Override
  public void element(int collection, @Nullable Key key, WindowedValue<?> element) {
    laws.arrived(element, watermark);
    history.add(element.getValue() + " at " + element.getTimestamp().getMillis());
    arrived.computeIfAbsent(collection, c -> new ArrayList<>()).add(Seen.of(element));
  }

  @Override
  public void inputWatermark(long millis) {
    laws.watermarkArrived(told, watermark, millis);
    told = millis;
    if (millis > watermark) {
      history.add("watermark " + millis);
      watermark = millis;
    }
  }

  long watermark() {
    return watermark;
  }

  /** Everything that has arrived, watermarks too, in its order. */
  List<String> history() {
    return history;
  }

  /** What has arrived of {@code collection} since this was last asked. */
  List<Seen> take(int collection) {
    List<Seen> taken = arrived.remove(collection);
    return taken == null ? List.of() : taken;
  }

  /** What has arrived and was not taken. */
  Map<Integer, List<Seen>> rest() {
    return arrived;
  }
}
