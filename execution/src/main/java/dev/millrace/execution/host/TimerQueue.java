package dev.millrace.execution.host;

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
   * The timers of one name, for those who set many of them: to look for what the name says once is
   * enough.
   *
   * @param family the timer family, empty for a timer outside families
   */
  Named named(String family, String id, TimeDomain domain);

  /**
   * Sets a timer.
   *
   * @param spec identity and time of the timer
   */
  void set(TimerFiring spec);

  /** Deletes a timer if it is pending. */
  default void delete(
      @Nullable Key key, Namespace namespace, String family, String id, TimeDomain domain) {
    named(family, id, domain).delete(key, namespace);
  }

  /** The timers of one family, id and time domain: one for each key and window. */
  interface Named {

    /**
     * Sets a timer.
     *
     * @param time when it fires, in milliseconds of its time domain
     * @param outputTime see {@link TimerFiring#outputTime}
     */
    void set(@Nullable Key key, Namespace namespace, long time, long outputTime);

    /** Deletes a timer if it is pending. */
    void delete(@Nullable Key key, Namespace namespace);
  }
}
