/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.state.TimeDomain;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The pending timers of one transform in one instance.
 *
 * <p>A timer is identified by key, namespace, family, id and time domain; setting it again replaces
 * it, hold included. A pending timer holds the instance's output watermark at its output timestamp.
 *
 * <p>A timer is due when the time of its domain is <i>strictly after</i> its own: in event time the
 * input watermark, as an element at a watermark may still come; the processing time; the
 * synchronized processing time. The host fires the timers of a domain strictly in the order of
 * time, across keys; those of equal time in the order in which they were set, where setting a timer
 * again counts as setting it now, but setting it to what it is set to already changes nothing. A
 * timer set while others fire takes its place among them. One that is due when it is set fires as
 * soon as may be.
 */
public interface TimerQueue {

  /**
   * The timers of one name, to set and delete them. Cheap, but a look-up may be spared by those who
   * keep what they are given.
   *
   * @param family the timer family, empty for a timer outside families
   */
  Named named(String family, String id, TimeDomain domain);

  /**
   * Deletes all timers that are pending in {@code namespace}, of all keys, names and time domains.
   * Takes time in proportion to their number: next to none where there are none.
   */
  void clear(Namespace namespace);

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
