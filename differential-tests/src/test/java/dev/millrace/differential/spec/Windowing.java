/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.spec;

import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.transforms.windowing.Window.OnTimeBehavior;

/**
 * All that a {@code Window} transform says.
 *
 * @param windows which windows elements are put into
 * @param firing when they fire
 * @param lateness how long after their end they take elements, in milliseconds
 * @param panes what a pane consists of, and when there is an empty one
 * @param timestamps the timestamp of a pane
 */
public record Windowing(
    Windows windows, Firing firing, long lateness, Panes panes, TimestampCombiner timestamps) {

  /**
   * The panes of a window.
   *
   * @param accumulating whether they repeat what was in earlier ones
   * @param closing whether there is an empty last one
   * @param onTime whether there is an empty one on time
   */
  public record Panes(boolean accumulating, ClosingBehavior closing, OnTimeBehavior onTime) {
    /** Panes with what is new in them, and none that is empty but the one on time. */
    public static final Panes DISCARDING =
        new Panes(false, ClosingBehavior.FIRE_IF_NON_EMPTY, OnTimeBehavior.FIRE_ALWAYS);
  }

  /** Discarding panes with the timestamp of their earliest element, and no lateness. */
  public static Windowing of(Windows windows, Firing firing) {
    return new Windowing(windows, firing, 0, Panes.DISCARDING, TimestampCombiner.EARLIEST);
  }

  /** The same with another allowed lateness. */
  public Windowing lateness(long millis) {
    return new Windowing(windows, firing, millis, panes, timestamps);
  }

  /** The same with other panes. */
  public Windowing panes(Panes other) {
    return new Windowing(windows, firing, lateness, other, timestamps);
  }

  /** The same with another timestamp of panes. */
  public Windowing timestamps(TimestampCombiner other) {
    return new Windowing(windows, firing, lateness, panes, other);
  }
}
