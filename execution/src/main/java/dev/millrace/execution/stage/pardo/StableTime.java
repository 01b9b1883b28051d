/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.StageHost;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How far time has come for timers that may fire only when they would do so at each retry: as far
 * as the input watermark and the processing times had in the latest checkpoint that is published.
 */
final class StableTime {
  private static final String ID = "__millrace_stable_times";
  private static final KvCoder<Long, Long> CODER =
      KvCoder.of(BigEndianLongCoder.of(), BigEndianLongCoder.of());

  private final StageHost host;
  private final NavigableMap<Long, Times> byCheckpoint = new TreeMap<>();
  // Null where no checkpoints are taken.
  private final @Nullable ItemList<KV<Long, Long>> processingTimes;
  private Times times;

  private record Times(long event, long processing, long synchronizedProcessing) {
    Times latest(Times other) {
      return new Times(
          Math.max(event, other.event),
          Math.max(processing, other.processing),
          Math.max(synchronizedProcessing, other.synchronizedProcessing));
    }
  }

  /** The stable time of {@code transform}. */
  StableTime(String transform, StageHost host) {
    this.host = host;
    if (host.takesCheckpoints()) {
      processingTimes = host.unionItems(transform, ID, CODER);
      times = restored(processingTimes.restored());
    } else {
      processingTimes = null;
      times = new Times(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    }
  }

  // An instance that begins from a checkpoint is told of it first. Its keys may come from several
  // instances: all timers that have fired by the clock of any of them have to fire again before
  // other input is seen.
  private Times restored(List<KV<Long, Long>> ofInstances) {
    Times latest = new Times(host.inputWatermark(), Long.MIN_VALUE, Long.MIN_VALUE);
    for (KV<Long, Long> each : ofInstances) {
      latest = latest.latest(new Times(Long.MIN_VALUE, each.getKey(), each.getValue()));
    }
    return latest;
  }

  void snapshot(long checkpoint) {
    if (processingTimes != null) {
      Times now =
          new Times(
              host.inputWatermark(), host.processingTime(), host.synchronizedProcessingTime());
      processingTimes.set(List.of(KV.of(now.processing, now.synchronizedProcessing)));
      byCheckpoint.put(checkpoint, now);
    }
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

  /** The time in {@code domain} in milliseconds; {@code Long.MAX_VALUE} without checkpoints. */
  long millis(TimeDomain domain) {
    return switch (domain) {
      case EVENT_TIME -> times.event;
      case PROCESSING_TIME -> times.processing;
      case SYNCHRONIZED_PROCESSING_TIME -> times.synchronizedProcessing;
    };
  }
}
