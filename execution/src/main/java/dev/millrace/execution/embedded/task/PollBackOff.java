/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import java.util.concurrent.TimeUnit;

/**
 * How long a task with work of its own rests before it looks again whether there is some: a small
 * part of the silence so far, so that what comes soon is seen soon, and an idle source costs
 * nothing worth mentioning.
 *
 * <p>Not thread-safe.
 */
final class PollBackOff {
  private static final long FIRST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long LAST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int PART = 16;

  private long next = FIRST_NANOS;
  private long idleSince;
  private boolean idle;

  /** Tells that there was something. */
  void found() {
    next = FIRST_NANOS;
    idle = false;
  }

  /** Tells that there was nothing. */
  void foundNothing() {
    if (!idle) {
      idle = true;
      idleSince = System.nanoTime();
    } else {
      long silence = System.nanoTime() - idleSince;
      next = Math.min(Math.max(FIRST_NANOS, silence / PART), LAST_NANOS);
    }
  }

  /** How long to rest. */
  long nanos() {
    return next;
  }

  /** For how long there has been nothing, in milliseconds; 0 if there was something. */
  long silentMillis() {
    return idle ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - idleSince) : 0;
  }

  /** Whether there has been nothing for {@code millis}. */
  boolean idleFor(long millis) {
    return idle && System.nanoTime() - idleSince >= TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
