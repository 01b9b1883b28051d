/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A time that one thread raises until another takes it. A producer that raises the watermark it
 * sent last, instead of sending another, cannot flood a slow consumer with watermarks.
 *
 * <p>Threading: one thread raises, one takes.
 */
public final class RisingTime {
  // No watermark is as early as this.
  private static final long TAKEN = Long.MIN_VALUE;

  private final AtomicLong time;

  RisingTime(long millis) {
    time = new AtomicLong(millis);
  }

  /** Raises the time; false if it has been taken already. */
  boolean raise(long millis) {
    long before = time.get();
    return before != TAKEN && time.compareAndSet(before, millis);
  }

  /** Takes the time, which stays as it is from now on. Called once. */
  public long take() {
    return time.getAndSet(TAKEN);
  }
}
