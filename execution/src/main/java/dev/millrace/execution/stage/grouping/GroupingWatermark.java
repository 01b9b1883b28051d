/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.watermark.KeyedHolds;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * How far the output watermark of a grouping has come, which tells how panes are timed and which
 * elements hold it.
 *
 * <p>That is as if the input watermark rose steadily, however far it leaps and whenever the host
 * passes it on: when a timer fires the earlier ones have fired, and nothing but the holds that are
 * left keeps the output watermark from the time of that timer. Timers of one time fire together: it
 * stands still between them, so that their order, which is that of elements, does not matter.
 */
public final class GroupingWatermark {
  private static final long NOT_FIRING = Long.MIN_VALUE;

  private final StageHost host;
  private final KeyedHolds holds;
  private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  private long firing = NOT_FIRING;

  /**
   * The watermark of {@code transform}, a grouping that {@code host} runs and whose timers have
   * been asked for. Should it begin from a checkpoint, it is where it had come to in the end of the
   * bundle before.
   */
  public GroupingWatermark(String transform, StageHost host) {
    this.host = host;
    this.holds = host.holds(transform);
    raise(Long.MAX_VALUE);
  }

  /** The output watermark in milliseconds, which the host may pass on only later. */
  public long millis() {
    return firing == NOT_FIRING ? Math.max(watermark, host.outputWatermark()) : watermark;
  }

  /** Tells that event-time timers of {@code time}, which the input watermark has passed, fire. */
  public void firing(long time) {
    if (time != firing) {
      raise(time);
      firing = time;
    }
  }

  /** Tells that all event-time timers that are due have fired. */
  public void fired() {
    firing = NOT_FIRING;
    raise(Long.MAX_VALUE);
  }

  /** Tells that a bundle has ended. */
  public void bundleFinished() {
    if (firing == NOT_FIRING) {
      raise(Long.MAX_VALUE);
    }
  }

  private void raise(long limit) {
    long free = Math.min(host.inputWatermark(), holds.minimum());
    watermark = Math.max(millis(), Math.min(free, limit));
  }
}
