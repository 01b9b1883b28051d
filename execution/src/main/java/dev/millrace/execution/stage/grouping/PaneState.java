/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * All that is kept of one key in one window: what its elements have come to, and what its trigger,
 * its panes and its holds need. Times are in milliseconds, {@link #NONE} where there is none.
 */
public final class PaneState {
  /** Later than all times. */
  public static final long NONE = Long.MAX_VALUE;

  @Nullable Object accumulator;
  boolean filled;
  long elements;
  long due = NONE;
  long elementHold = Holds.NONE;
  long expiryHold = Holds.NONE;
  long fired;
  long nonSpeculative = -1;
  Timing timing = Timing.UNKNOWN;
  boolean pastEnd;
  boolean closed;

  /** What the elements have come to that were not discarded; null if there are none. */
  public @Nullable Object accumulator() {
    return accumulator;
  }

  /** Adds an element, with which the accumulator becomes {@code newAccumulator}. */
  public void add(Object newAccumulator) {
    accumulator = newAccumulator;
    filled = true;
    elements++;
  }

  /** Whether an element has been added since the last firing. */
  public boolean filled() {
    return filled;
  }

  /** How many elements the trigger has seen since the last firing. */
  public long elements() {
    return elements;
  }

  /** The processing time after which the trigger fires. */
  public long due() {
    return due;
  }

  /** Sets the processing time after which the trigger fires. */
  public void due(long millis) {
    due = millis;
  }

  /** Whether the firing at the end of the window has been. */
  public boolean pastEnd() {
    return pastEnd;
  }

  /** Whether no elements are taken any more. */
  public boolean closed() {
    return closed;
  }

  /** The trigger fires, at the end of the window or not, and begins anew. */
  public void trigger(boolean atEnd) {
    pastEnd |= atEnd;
    elements = 0;
    due = NONE;
  }

  /**
   * What a pane would be that came now.
   *
   * @param last whether no other can follow
   * @param ended whether the input watermark is past the end of the window
   * @param late whether the output watermark is
   */
  public PaneInfo next(boolean last, boolean ended, boolean late) {
    Timing next = timing(ended, late);
    return PaneInfo.createPane(
        fired == 0, last, next, fired, next == Timing.EARLY ? -1 : nonSpeculative + 1);
  }

  private Timing timing(boolean ended, boolean late) {
    if (late || timing == Timing.ON_TIME || timing == Timing.LATE) {
      return Timing.LATE;
    }
    return ended ? Timing.ON_TIME : Timing.EARLY;
  }

  /** Notes that {@code pane} has come. */
  public void emitted(PaneInfo pane) {
    fired = pane.getIndex() + 1;
    nonSpeculative = pane.getNonSpeculativeIndex();
    timing = pane.getTiming();
  }

  /** A firing is over: begins a new pane. */
  public void beginPane(boolean discard) {
    filled = false;
    if (discard) {
      accumulator = null;
    }
  }

  /** Takes no elements any more. */
  public void close() {
    closed = true;
  }
}
