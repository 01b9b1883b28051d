/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** Short names for elements and what they consist of. */
public final class Elements {
  /** The beginning of time, in milliseconds. */
  public static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  /** The end of time, in milliseconds. */
  public static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  /** The end of the global window, in milliseconds. */
  public static final long END_OF_GLOBAL = GlobalWindow.INSTANCE.maxTimestamp().getMillis();

  private Elements() {}

  /** A value in the global window. */
  public static <T> WindowedValue<T> at(long millis, @Nullable T value) {
    return in(GlobalWindow.INSTANCE, millis, value);
  }

  /** A value in one window. */
  public static <T> WindowedValue<T> in(BoundedWindow window, long millis, @Nullable T value) {
    return in(window, millis, value, PaneInfo.NO_FIRING);
  }

  /** A value in one window that a firing made. */
  public static <T> WindowedValue<T> in(
      BoundedWindow window, long millis, @Nullable T value, PaneInfo pane) {
    return WindowedValues.of(value, new Instant(millis), window, pane);
  }

  /** A value in several windows. */
  public static <T> WindowedValue<T> in(
      List<? extends BoundedWindow> windows, long millis, @Nullable T value) {
    return WindowedValues.of(value, new Instant(millis), windows, PaneInfo.NO_FIRING);
  }

  /** A value with a key in one window. */
  public static <K, V> WindowedValue<KV<K, V>> in(
      BoundedWindow window, long millis, K key, V value) {
    return in(window, millis, KV.of(key, value));
  }

  /** A value with a key in the global window. */
  public static <K, V> WindowedValue<KV<K, V>> at(long millis, K key, V value) {
    return at(millis, KV.of(key, value));
  }

  /** The window from {@code start}, inclusive, to {@code end}, exclusive. */
  public static IntervalWindow window(long start, long end) {
    return new IntervalWindow(new Instant(start), new Instant(end));
  }

  /** The only firing of a window. */
  public static PaneInfo onlyPane() {
    return PaneInfo.ON_TIME_AND_ONLY_FIRING;
  }

  /** An early firing. */
  public static PaneInfo early(long index) {
    return PaneInfo.createPane(index == 0, false, Timing.EARLY, index, -1);
  }

  /** An on-time firing that may be followed by others. */
  public static PaneInfo onTime(long index) {
    return PaneInfo.createPane(index == 0, false, Timing.ON_TIME, index, 0);
  }

  /** A late firing. */
  public static PaneInfo late(long index, long nonSpeculativeIndex) {
    return PaneInfo.createPane(index == 0, false, Timing.LATE, index, nonSpeculativeIndex);
  }
}
