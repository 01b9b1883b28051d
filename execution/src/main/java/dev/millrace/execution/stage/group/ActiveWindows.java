package dev.millrace.execution.stage.group;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * The windows of one key that have not ended, each with its accumulator. Windows that merge may
 * stay apart until {@link #merge} is called.
 */
interface ActiveWindows {

  /** Adds a window of one value, or the value to the window if it is here. */
  void add(BoundedWindow window, Object value, Accumulation how) throws Exception;

  /** Merges what has to be merged. */
  void merge(Accumulation how) throws Exception;

  boolean isEmpty();

  /** The last millisecond of the window that ends first; undefined if there is none. */
  long firstEnd();

  /** The window that ends first, of those that are merged. */
  BoundedWindow first();

  /** Removes the {@linkplain #first first} window, and answers its accumulator. */
  Object removeFirst();

  /** For when the timer of this key is set; {@code Long.MAX_VALUE} if it is not. */
  long timer();

  /** Notes for when the timer of this key is set. */
  void timer(long millis);
}
