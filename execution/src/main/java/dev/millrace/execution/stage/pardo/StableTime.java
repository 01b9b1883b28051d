/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.StageHost;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How far event time has come for timers that may fire only when they would do so at each retry: as
 * far as the input watermark had in the latest checkpoint that is published.
 */
final class StableTime {
  private final StageHost host;
  private final NavigableMap<Long, Long> byCheckpoint = new TreeMap<>();
  private long millis;

  StableTime(StageHost host) {
    this.host = host;
    // An instance that begins from a checkpoint is told of it first.
    this.millis = host.takesCheckpoints() ? host.inputWatermark() : Long.MAX_VALUE;
  }

  void snapshot(long checkpoint) {
    byCheckpoint.put(checkpoint, host.inputWatermark());
  }

  void complete(long checkpoint) {
    while (!byCheckpoint.isEmpty() && byCheckpoint.firstKey() <= checkpoint) {
      millis = Math.max(millis, byCheckpoint.pollFirstEntry().getValue());
    }
  }

  /** Whether the input watermark is further than any timer may fire. */
  boolean isBehind() {
    return millis < host.inputWatermark();
  }

  /** In milliseconds. */
  long millis() {
    return millis;
  }
}
