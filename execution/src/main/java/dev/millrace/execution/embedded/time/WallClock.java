/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.time;

import java.util.concurrent.TimeUnit;

/** The time of day. */
public final class WallClock implements JobClock {

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanosUntil(long millis) {
    long left = millis - System.currentTimeMillis();
    return left <= 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(left);
  }

  @Override
  public void waited(long nanos) {}
}
