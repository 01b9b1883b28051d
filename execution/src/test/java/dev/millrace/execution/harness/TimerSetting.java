/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;

/** Sets and deletes timers by what they are when they fire. */
public final class TimerSetting {
  private TimerSetting() {}

  /** Sets the timer of {@code queue} that fires as {@code firing}. */
  public static void set(TimerQueue queue, TimerFiring firing) {
    named(queue, firing).set(firing.key(), firing.namespace(), firing.time(), firing.outputTime());
  }

  /** Deletes the timer of {@code queue} that would fire as {@code firing}. */
  public static void delete(TimerQueue queue, TimerFiring firing) {
    named(queue, firing).delete(firing.key(), firing.namespace());
  }

  private static TimerQueue.Named named(TimerQueue queue, TimerFiring firing) {
    return queue.named(firing.family(), firing.id(), firing.domain());
  }
}
