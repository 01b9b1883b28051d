/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.execution.watermark.KeyedHolds;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Where panes hold the output watermark: at the timestamp that the pane is to have, which its
 * elements decide that are not late; and at the expiry of the window for late elements and for a
 * last pane that is to come in any case.
 */
public final class PaneHolds {
  private final StageHost host;
  private final KeyedHolds holds;
  private final GroupingWatermark outputWatermark;
  private final TimestampCombiner timestamps;
  private final boolean lastPaneAlways;

  /** The holds of {@code transform}, a grouping of {@code windowing}. */
  public PaneHolds(
      String transform,
      StageHost host,
      GroupingWatermark outputWatermark,
      WindowingStrategy<?, ?> windowing) {
    this.host = host;
    this.holds = host.holds(transform);
    this.outputWatermark = outputWatermark;
    this.timestamps = windowing.getTimestampCombiner();
    this.lastPaneAlways = windowing.getClosingBehavior() == ClosingBehavior.FIRE_ALWAYS;
  }

  /** An element at {@code timestamp} has been added to {@code pane} of {@code key}. */
  public void add(Key key, PaneState pane, OpenWindow window, long timestamp) {
    long hold = timestamps == TimestampCombiner.END_OF_WINDOW ? window.end() : timestamp;
    if (window.end() < host.inputWatermark() || hold < outputWatermark.millis()) {
      holdAtExpiry(key, pane, window);
    } else if (pane.elementHold == Holds.NONE || replaces(hold, pane.elementHold)) {
      holds.remove(key, pane.elementHold);
      pane.elementHold = hold;
      holds.add(key, hold);
    }
  }

  private boolean replaces(long hold, long before) {
    return switch (timestamps) {
      case EARLIEST -> hold < before;
      case LATEST -> hold > before;
      case END_OF_WINDOW -> false;
    };
  }

  private void holdAtExpiry(Key key, PaneState pane, OpenWindow window) {
    if (pane.expiryHold == Holds.NONE) {
      pane.expiryHold = window.expiry();
      holds.add(key, pane.expiryHold);
    }
  }

  /** A pane fires: releases its holds, and answers its timestamp. */
  public long release(Key key, PaneState pane, OpenWindow window) {
    long timestamp = Math.min(Math.min(pane.elementHold, pane.expiryHold), window.end());
    holds.remove(key, pane.elementHold);
    holds.remove(key, pane.expiryHold);
    pane.elementHold = Holds.NONE;
    pane.expiryHold = Holds.NONE;
    return timestamp;
  }

  /** A pane has fired and is not the last: holds what that one needs. */
  public void holdForLastPane(Key key, PaneState pane, OpenWindow window) {
    if (lastPaneAlways) {
      holdAtExpiry(key, pane, window);
    }
  }
}
