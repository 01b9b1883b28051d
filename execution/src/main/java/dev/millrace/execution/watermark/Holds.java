/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.watermark;

import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * The holds on an output watermark: a multiset of timestamps whose minimum the output watermark
 * must not pass. Not thread-safe.
 */
public final class Holds {
  /**
   * Stands for no hold wherever one may be named: just after the end of time, as Beam has it for
   * timers without an output timestamp.
   */
  public static final long NONE = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis() + 1;

  private final TreeMap<Long, Integer> counts = new TreeMap<>();
  private long minimum = NONE;
  private LongSupplier others = () -> NONE;

  /** Adds a hold at {@code millis}; {@link #NONE} is not kept. */
  public void add(long millis) {
    if (millis >= NONE) {
      return;
    }
    counts.merge(millis, 1, Integer::sum);
    minimum = Math.min(minimum, millis);
  }

  /**
   * Removes one hold at {@code millis}.
   *
   * @throws IllegalStateException if there is none
   */
  public void remove(long millis) {
    if (millis >= NONE) {
      return;
    }
    Integer count = counts.get(millis);
    if (count == null) {
      throw new IllegalStateException(
          "Removing a watermark hold at " + millis + " that was never added; holds: " + counts);
    }
    if (count > 1) {
      counts.put(millis, count - 1);
      return;
    }
    counts.remove(millis);
    if (millis == minimum) {
      minimum = counts.isEmpty() ? NONE : counts.firstKey();
    }
  }

  /** Tells the time of every hold, in order, and how often it is held. */
  public void forEach(ObjIntConsumer<Long> consumer) {
    counts.forEach(consumer::accept);
  }

  /**
   * From now on the earliest of holds that somebody keeps by himself counts too.
   *
   * @param minimum tells it; {@link #NONE} or more if there is none
   */
  public void join(LongSupplier minimum) {
    others = minimum;
  }

  /** The earliest hold, or {@link #NONE}. */
  public long minimum() {
    return Math.min(minimum, others.getAsLong());
  }
}
