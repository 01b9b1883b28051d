/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.CausedByDrain;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A timer that fires.
 *
 * @param transform the transform that set it and that it fires in
 * @param key the key it belongs to, null for a timer of the instance as a whole
 * @param namespace the window (and trigger) it belongs to
 * @param family the timer family, empty for a timer outside families
 * @param id the timer id
 * @param domain the time domain of {@code time}
 * @param time when it fires, in milliseconds
 * @param outputTime the output timestamp in milliseconds, which held the output watermark; {@link
 *     Holds#NONE} for a timer that held nothing
 * @param drain whether a drain of the pipeline caused it to fire
 */
public record TimerFiring(
    String transform,
    @Nullable Key key,
    Namespace namespace,
    String family,
    String id,
    TimeDomain domain,
    long time,
    long outputTime,
    CausedByDrain drain) {

  /**
   * The key, of a timer that is known to have one.
   *
   * @throws IllegalStateException if the timer is one of the instance as a whole
   */
  public Key requireKey() {
    if (key == null) {
      throw new IllegalStateException("Timer " + id + " of " + transform + " has no key");
    }
    return key;
  }

  /** The same timer, brought to fire by a drain. */
  public TimerFiring causedByDrain() {
    return new TimerFiring(
        transform,
        key,
        namespace,
        family,
        id,
        domain,
        time,
        outputTime,
        CausedByDrain.CAUSED_BY_DRAIN);
  }
}
