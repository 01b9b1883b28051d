/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.window;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Windows that follow one another at a fixed period, remembered from one timestamp to the next: as
 * a rule neighbours in a stream are in the same windows. These are the same collection then, so
 * that whoever is given it can tell at a glance.
 */
final class RecentWindows {
  private final Function<Instant, Collection<IntervalWindow>> assign;
  private final long period;
  private List<? extends BoundedWindow> recent = List.of();

  // The timestamps that have the recent windows: from here for a period, if there are any.
  private long from;

  private RecentWindows(Function<Instant, Collection<IntervalWindow>> assign, long period) {
    this.assign = assign;
    this.period = period;
  }

  /** The windows of {@code windowFn}, null if they do not begin and end together at a period. */
  static @Nullable RecentWindows of(WindowFn<?, ?> windowFn) {
    if (windowFn instanceof FixedWindows fixed) {
      return new RecentWindows(
          timestamp -> List.of(fixed.assignWindow(timestamp)), fixed.getSize().getMillis());
    }
    if (windowFn instanceof SlidingWindows sliding
        && sliding.getSize().getMillis() % sliding.getPeriod().getMillis() == 0) {
      return new RecentWindows(sliding::assignWindows, sliding.getPeriod().getMillis());
    }
    return null;
  }

  /** The windows that {@code timestamp} is in. Unmodifiable. */
  List<? extends BoundedWindow> at(Instant timestamp) {
    long millis = timestamp.getMillis();
    if (millis < 0) {
      // Before 1970 Beam's functions do not all answer windows that their timestamps are in.
      return List.copyOf(assign.apply(timestamp));
    }
    if (recent.isEmpty() || millis < from || millis - from >= period) {
      Collection<IntervalWindow> windows = assign.apply(timestamp);
      from = windows.stream().mapToLong(window -> window.start().getMillis()).max().orElseThrow();
      recent = List.copyOf(windows);
    }
    return recent;
  }
}
