/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.state;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * When the updates of the one job of this JVM are due. The first of a lane that has a time is due
 * when it is asked for. Safe for concurrent use.
 */
public final class Pacing {
  private static final AtomicReferenceArray<Start> STARTS =
      new AtomicReferenceArray<>(Updates.LANES);

  private Pacing() {}

  /** When an update is due, by the nanosecond clock; now if it has no time. */
  public static long dueNanos(Updates updates, long update) {
    long index = update / Updates.LANES;
    return updates.isPaced(index) ? due(updates, update, index) : System.nanoTime();
  }

  /** Whether an update may come now. */
  public static boolean isDue(Updates updates, long update) {
    long index = update / Updates.LANES;
    return !updates.isPaced(index) || due(updates, update, index) <= System.nanoTime();
  }

  /** Whether an update has a time at which it is due. */
  static boolean isPaced(Updates updates, long update) {
    return updates.isPaced(update / Updates.LANES);
  }

  private static long due(Updates updates, long update, long index) {
    int lane = (int) (update % Updates.LANES);
    Start start = STARTS.get(lane);
    if (start == null) {
      STARTS.compareAndSet(lane, null, new Start(index, System.nanoTime()));
      start = STARTS.get(lane);
    }
    return start.nanos + updates.nanosBetween(start.index, index);
  }

  private record Start(long index, long nanos) {}
}
