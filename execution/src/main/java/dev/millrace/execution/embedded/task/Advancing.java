/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageInstance;
import java.util.concurrent.TimeUnit;

/**
 * The work of an instance that no element drives: gives it its share of each turn.
 *
 * <p>How many elements it is asked for follows from how long the last ones took, so that a slow
 * source does not keep what it has read from going downstream.
 *
 * <p>Not thread-safe.
 */
final class Advancing {
  private static final int MAX_ELEMENTS = 4096;
  private static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Requests requests;
  private final boolean timed;
  private final PollBackOff backOff = new PollBackOff();
  private int elements = 16;
  private Progress last = Progress.MORE;

  Advancing(Requests requests, TaskLimits limits) {
    this.requests = requests;
    this.timed = limits.timed();
  }

  /**
   * Gives {@code instance} its share, unless it waits for quiescence in vain.
   *
   * @param maxElements the most elements that the share may be
   */
  void advance(StageInstance instance, int maxElements) throws Exception {
    if (!requests.mayGoOn()) {
      last = Progress.AWAITS_QUIESCENCE;
      return;
    }
    long start = System.nanoTime();
    last = instance.advance(Math.min(elements, maxElements));
    if (last == Progress.AWAITS_QUIESCENCE) {
      requests.awaitQuiescence();
    } else if (last == Progress.MORE) {
      adapt(System.nanoTime() - start);
    }
  }

  private void adapt(long nanos) {
    if (timed && nanos > TARGET_NANOS) {
      elements = (int) Math.max(1, elements * TARGET_NANOS / nanos);
    } else if (!timed || nanos < TARGET_NANOS / 4) {
      elements = Math.min(MAX_ELEMENTS, elements * 2);
    }
  }

  /** Tells, at the end of a turn, whether anything was done in it. */
  void turnEnded(boolean didSomething) {
    if (didSomething || last != Progress.IDLE) {
      backOff.found();
    } else {
      backOff.foundNothing();
    }
  }

  /** What the instance said last. */
  Progress progress() {
    return last;
  }

  /** After {@link Progress#IDLE}: how long to rest. */
  long restNanos() {
    return backOff.nanos();
  }

  /** For how long the instance has found nothing, in milliseconds; 0 if it found something. */
  long silentMillis() {
    return backOff.silentMillis();
  }

  /** Whether the instance has found nothing for {@code millis}. */
  boolean idleFor(long millis) {
    return backOff.idleFor(millis);
  }
}
