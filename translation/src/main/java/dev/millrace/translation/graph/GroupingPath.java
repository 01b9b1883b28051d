/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

/**
 * The ways of grouping, which give the same results at different cost. The class of a way has the
 * name of its constant.
 */
public enum GroupingPath {
  /** Beam's own state machine per key and window: every window function, trigger and mode. */
  GENERAL,
  /** A table of aggregates per window, with one timer for all keys of the window. */
  WINDOW_TABLE,
  /** The values of sliding windows kept once, in slices that windows share. */
  SLICES,
  /**
   * A table of panes per window, for windows that do not merge and whose trigger comes to a {@link
   * FiringRule}.
   */
  PANE_TABLE,
  /** A sorted list of open sessions per key. */
  SESSIONS,
  /**
   * The windows per key, of any function that merges them, merged when the first may have ended.
   */
  MERGED_WINDOWS
}
