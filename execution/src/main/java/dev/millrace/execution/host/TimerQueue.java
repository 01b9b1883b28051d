package dev.millrace.execution.host;

import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.state.TimeDomain;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The pending timers of one transform in one instance.
 *
 * <p>A timer is identified by key, window, family, id and time domain; setting it again replaces
 * it, hold included. A pending timer holds the instance's output watermark at its output timestamp.
 *
 * <p>The host fires event-time timers when the input watermark <i>passes or reaches</i> their time
 * and processing-time timers when the processing time does, strictly in the order of time, across
 * keys; those of equal time in the order in which they were set; setting a timer to what it is set
 * to already changes nothing. A timer set while others fire takes its place among them.
 */
public interface TimerQueue {

  /**
   * The timers of one name, to set and delete them. Cheap, but a look-up may be spared by those who
   * keep what they are given.
   *
   * @param family the timer family, empty for a timer outside families
   */
  Named named(String family, String id, TimeDomain domain);

  /** The timers of one family, id and time domain: one for each key and window. */
  interface Named {

    /**
     * Sets a timer.
     *
     * @param time when it fires, in milliseconds of its time domain
     * @param outputTime the output timestamp in milliseconds, at which it holds the output
     *     watermark; {@link Holds#NONE} for a timer that holds nothing
     */
    void set(@Nullable Key key, Namespace namespace, long time, long outputTime);

    /** Deletes a timer if it is pending. */
    void delete(@Nullable Key key, Namespace namespace);
  }
}
