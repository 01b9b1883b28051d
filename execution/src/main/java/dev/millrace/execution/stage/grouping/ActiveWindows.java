/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The windows of one key that have not ended, each with its accumulator. Windows that merge may
 * stay apart until {@link #merge} is called.
 */
abstract class ActiveWindows {
  private long timer = Long.MAX_VALUE;

  /** Adds a window of one value, or the value to the window if it is here. */
  abstract void add(BoundedWindow window, @Nullable Object value, Accumulation how)
      throws Exception;

  /** Merges what has to be merged. */
  abstract void merge(Accumulation how) throws Exception;

  abstract boolean isEmpty();

  /**
   * The last millisecond of the window that ends first; undefined if there is none. It may be
   * earlier than that as long as windows have not been merged.
   */
  abstract long firstEnd();

  /** The window that ends first, of those that are merged. */
  abstract BoundedWindow first();

  /** Removes the {@linkplain #first first} window, and answers its accumulator. */
  abstract Object removeFirst();

  /** For when the timer of this key is set; {@code Long.MAX_VALUE} if it is not. */
  final long timer() {
    return timer;
  }

  /** Notes for when the timer of this key is set. */
  final void timer(long millis) {
    timer = millis;
  }
}
