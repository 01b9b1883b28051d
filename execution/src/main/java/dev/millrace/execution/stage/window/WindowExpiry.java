/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.window;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * When windows expire: at their end plus the allowed lateness, within the end of global time.
 *
 * <p>Threading: for one thread; it remembers the latest answer.
 */
public final class WindowExpiry {
  private final long allowedLateness;
  private @Nullable BoundedWindow latest;
  private long latestExpiry;

  /** The expiry of windows under {@code windowing}. */
  public WindowExpiry(WindowingStrategy<?, ?> windowing) {
    this.allowedLateness = windowing.getAllowedLateness().getMillis();
  }

  /** The last instant, in milliseconds, of the watermark at which {@code window} takes elements. */
  public long of(BoundedWindow window) {
    // Elements of one window mostly share the object.
    if (window != latest) {
      latestExpiry = compute(window);
      latest = window;
    }
    return latestExpiry;
  }

  private long compute(BoundedWindow window) {
    long end = window.maxTimestamp().getMillis();
    long endOfTime = GlobalWindow.INSTANCE.maxTimestamp().getMillis();
    return end >= endOfTime - allowedLateness ? endOfTime : end + allowedLateness;
  }
}
