/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How fast a reader comes by events, so that there is time for checkpoints and for a kill. */
public final class Pace {
  /** Names how many events a second a reader gives; 0 for no limit. */
  public static final String EVENTS_PER_SECOND = "durability.pace";

  private final long nanosBetween;
  private final long start = System.nanoTime();
  private long given;

  Pace() {
    int perSecond = Integer.getInteger(EVENTS_PER_SECOND, 0);
    nanosBetween = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  /** Whether there is another event yet; if so, it is given. */
  boolean next() {
    if (System.nanoTime() - start < given * nanosBetween) {
      return false;
    }
    given++;
    return true;
  }

  /** Waits for another event. */
  void await() {
    while (!next()) {
      LockSupport.parkNanos(nanosBetween);
    }
  }
}
