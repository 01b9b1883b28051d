/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.StageHost;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How far time has come for timers that may fire only when they would do so at each retry: as far
 * as the input watermark and the processing time had in the latest checkpoint that is published.
 */
final class StableTime {
  private static final String ID = "__millrace_stable_processing_time";

  private final StageHost host;
  private final NavigableMap<Long, Times> byCheckpoint = new TreeMap<>();
  // Null where no checkpoints are taken.
  private final @Nullable ItemList<Long> processingTime;
  private Times times;

  private record Times(long event, long processing) {
    Times latest(Times other) {
      return new Times(Math.max(event, other.event), Math.max(processing, other.processing));
    }
  }

  /** The stable time of {@code transform}. */
  StableTime(String transform, StageHost host) {
    this.host = host;
    if (host.takesCheckpoints()) {
      processingTime = host.items(transform, ID, VarLongCoder.of());
      // An instance that begins from a checkpoint is told of it first. As one of another number of
      // instances it may not know their time: its timers wait for a checkpoint of its own.
      List<Long> restored = processingTime.restored();
      times =
          new Times(
              host.inputWatermark(),
              restored.isEmpty() ? Long.MIN_VALUE : Collections.min(restored));
    } else {
      processingTime = null;
      times = new Times(Long.MAX_VALUE, Long.MAX_VALUE);
    }
  }

  void snapshot(long checkpoint) {
    Times now = new Times(host.inputWatermark(), host.processingTime());
    if (processingTime != null) {
      processingTime.set(List.of(now.processing));
    }
    byCheckpoint.put(checkpoint, now);
  }

  void complete(long checkpoint) {
    while (!byCheckpoint.isEmpty() && byCheckpoint.firstKey() <= checkpoint) {
      times = times.latest(byCheckpoint.pollFirstEntry().getValue());
    }
  }

  /** Whether the input watermark is further than any timer may fire. */
  boolean isBehind() {
    return times.event < host.inputWatermark();
  }

  /** In event time, in milliseconds. */
  long millis() {
    return times.event;
  }

  /** In processing time, in milliseconds. */
  long processingMillis() {
    return times.processing;
  }
}
