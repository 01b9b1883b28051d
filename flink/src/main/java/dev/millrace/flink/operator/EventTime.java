/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.operator;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * Event time as the two know it. An element may still come at Beam's watermark, but not at Flink's;
 * and each has an end of time of its own.
 */
public final class EventTime {
  /** The beginning of Beam's time. */
  static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  private EventTime() {}

  /** Beam's watermark as Flink's. */
  public static long toFlink(long millis) {
    return millis >= MAX ? Long.MAX_VALUE : millis - 1;
  }

  /** Flink's watermark as Beam's. */
  static long toBeam(long millis) {
    return millis >= MAX ? MAX : Math.max(MIN, millis + 1);
  }
}
