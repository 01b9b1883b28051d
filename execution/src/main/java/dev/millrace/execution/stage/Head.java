/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.TimerFiring;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.WindowedValue;

/** The first operator of a stage, which alone may have keyed state, timers and work of its own. */
public interface Head extends Operator {

  /** Processes an element of an input by key. */
  default void element(Key key, WindowedValue<?> element) throws Exception {
    element(element);
  }

  /** Processes an element of an input that is not by key. */
  default void element(WindowedValue<?> element) throws Exception {
    throw new IllegalStateException(
        this + " takes no elements without a key, but was given " + element);
  }

  /** Handles a timer that this operator set. */
  default void timer(TimerFiring firing) throws Exception {
    throw new IllegalStateException(this + " sets no timers, but was given " + firing);
  }

  /** See {@code StageInstance.advance}. */
  default Progress advance(int maxElements) throws Exception {
    return Progress.DONE;
  }

  /** See {@code StageInstance.stableTime}. */
  default long stableTime(TimeDomain domain) {
    return Long.MAX_VALUE;
  }

  /** See {@code StageInstance.drain}. */
  default void drain() throws Exception {}

  /**
   * Whether to let {@link #advance} rest while elements that came of it wait for a side input
   * further down: it would only add to them. Not so for a source that others may be waiting for.
   */
  default boolean pausesForSideInputs() {
    return false;
  }

  /** See {@code StageInstance.elementsRead}. */
  default long elementsRead() {
    return 0;
  }

  /** See {@code StageInstance.fractionDone}. */
  default double fractionDone() {
    return Double.NaN;
  }
}
