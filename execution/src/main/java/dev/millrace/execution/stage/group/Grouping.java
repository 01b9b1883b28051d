package dev.millrace.execution.stage.group;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.TimerFiring;
import org.apache.beam.sdk.values.WindowedValue;

/**
 * A way of grouping values by key and window. All ways answer the same panes to the same elements
 * and watermarks; they differ in which windowings they can serve, and in cost.
 *
 * @param <InputT> the type of the values
 */
interface Grouping<InputT> {

  /**
   * Adds a value to the groups of {@code key}, in all windows of it that have not expired.
   *
   * @param element tells windows and timestamp of the value, and may have any value itself
   */
  void add(Key key, InputT value, WindowedValue<?> element) throws Exception;

  /** Handles a timer that this grouping set. */
  void fire(TimerFiring firing) throws Exception;

  /** Tells that a bundle has ended, or that the input watermark has risen and timers have fired. */
  default void settled() {}
}
