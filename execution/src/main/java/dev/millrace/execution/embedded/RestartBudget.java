/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.storage.NoValidCheckpointException;
import dev.millrace.execution.checkpoint.storage.UnsupportedFormatException;
import dev.millrace.execution.embedded.checkpoint.Restarts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The failures of a job that have come in a row, and whether it may begin again after them. Counted
 * as Flink's exponential-delay strategy counts.
 *
 * <p>Threading: one thread at a time.
 */
final class RestartBudget {
  /** How long an attempt must have run for its failure to be the first of a row. */
  static final long STABLE_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final long LONGEST_DELAY_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final int LATER_FAILURES = 10;

  private final Restarts restarts;
  private final Deque<Throwable> later = new ArrayDeque<>();
  private @Nullable Throwable first;
  private int used;
  private long delayMillis;

  RestartBudget(Restarts restarts) {
    this.restarts = restarts;
  }

  /**
   * Takes note of a failure.
   *
   * @param ranNanos how long the attempt that failed had run
   * @return whether the job may begin again
   */
  boolean admits(Throwable failure, long ranNanos) {
    if (ranNanos >= STABLE_NANOS) {
      forget();
    }
    remember(failure);
    if (!mayPass(failure) || (restarts.most() >= 0 && used >= restarts.most())) {
      return false;
    }
    used++;
    long longest = Math.max(LONGEST_DELAY_MILLIS, restarts.firstDelayMillis());
    delayMillis = used == 1 ? restarts.firstDelayMillis() : Math.min(longest, 2 * delayMillis);
    return true;
  }

  private void forget() {
    first = null;
    later.clear();
    used = 0;
  }

  // The last ones tell most of what it has come to, and there is no end of them without a limit.
  private void remember(Throwable failure) {
    if (first == null) {
      first = failure;
    } else if (first != failure) {
      later.add(failure);
      if (later.size() > LATER_FAILURES) {
        later.remove();
      }
    }
  }

  // Too little memory and too deep a stack may be what one element asked for, and an attempt leaves
  // nothing behind. A virtual machine that is broken stays so, as does a checkpoint.
  private static boolean mayPass(Throwable failure) {
    Throwable cause = failure;
    // Bounded: chains of causes can be cyclic.
    for (int depth = 0; cause != null && depth < 50; depth++) {
      if (cause instanceof NoValidCheckpointException
          || cause instanceof UnsupportedFormatException
          || cause instanceof InternalError
          || cause instanceof UnknownError) {
        return false;
      }
      cause = cause.getCause();
    }
    return true;
  }

  /** How often the job has begun again since it was well, the next time included. */
  int used() {
    return used;
  }

  /** How long to wait before the next time. */
  long delayMillis() {
    return delayMillis;
  }

  /** The first failure of the row, those that came later suppressed by it. */
  Throwable failure() {
    Throwable failure = requireNonNull(first);
    for (Throwable each : later) {
      failure.addSuppressed(each);
    }
    later.clear();
    return failure;
  }
}
