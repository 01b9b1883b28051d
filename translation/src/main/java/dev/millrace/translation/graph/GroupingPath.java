package dev.millrace.translation.graph;

/** The ways of grouping, which give the same results at different cost. */
public enum GroupingPath {
  /** Beam's own state machine per key and window: every window function, trigger and mode. */
  GENERAL,
  /** A table of aggregates per window, with one timer for all keys of the window. */
  WINDOW_TABLE,
  /** The values of sliding windows kept once, in slices that the windows share. */
  WINDOW_SLICES,
  /**
   * A table of panes per window, for windows that do not merge and whose trigger comes to a {@link
   * FiringRule}.
   */
  TRIGGERED_TABLE,
  /** A sorted list of open sessions per key. */
  SESSION_LISTS,
  /**
   * The windows per key, of any function that merges them, merged when the first may have ended.
   */
  MERGED_WINDOWS
}
