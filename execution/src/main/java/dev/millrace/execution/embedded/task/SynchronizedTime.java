/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.schedule.Doorbell;
import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.embedded.time.ManualClock;

/**
 * The synchronized processing time of a task: the processing time of the oldest work upstream that
 * may still send it something. What waits for it fires after what was under way has arrived.
 *
 * <pre>
 *   synchronized = min(now, since when each task upstream has been doing what it does)
 * </pre>
 *
 * <p>What a task does in one turn, such as a last pane and the watermark after it, is to arrive as
 * one. A task that takes long, in user code as a rule, would stop the time for ever, and so does
 * not count any more until it sends what has come of it; producers are given more time, for a
 * thread may lose its processor in the middle of sending. On a manual clock, which moves only when
 * all tasks rest, it is the processing time.
 *
 * <p>The time stands still during a turn, so that what asks twice in one call gets one answer.
 *
 * <p>Source: {@code TimeDomain.SYNCHRONIZED_PROCESSING_TIME} of the Beam model.
 *
 * <p>Threading: used by its task alone; reads what the others are doing.
 */
final class SynchronizedTime {
  private static final long PATIENCE_MILLIS = 100;
  private static final long PATIENCE_WITH_PRODUCERS_MILLIS = 5_000;
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final JobClock clock;
  private final Task.Upstream upstream;
  private final Doorbell own;
  private final Intake intake;
  private long latest = Long.MIN_VALUE;
  private long ofTurn = UNKNOWN;

  SynchronizedTime(JobClock clock, Task.Upstream upstream, Doorbell own, Intake intake) {
    this.clock = clock;
    this.upstream = upstream;
    this.own = own;
    this.intake = intake;
  }

  /** Lets time go on. */
  void beginTurn() {
    ofTurn = UNKNOWN;
  }

  /** Tells those downstream that what the turn led to is about to be sent. */
  void beforeSending() {
    own.beginsAnewAfter(PATIENCE_MILLIS);
  }

  /** Tells those downstream that more is to come that belongs to what has been sent. */
  void moreBelongsToIt() {
    own.goesOn();
  }

  /** The synchronized processing time in milliseconds, never moving back. */
  long millis() {
    if (clock instanceof ManualClock) {
      return clock.millis();
    }
    if (ofTurn == UNKNOWN) {
      ofTurn = at(clock.millis());
    }
    return ofTurn;
  }

  /** The synchronized processing time when it is {@code now}, never moving back. */
  long at(long now) {
    latest = Math.max(latest, Math.min(now, oldestWork(now)));
    return latest;
  }

  // The intake comes last: a task has passed on what it had before it comes to rest.
  private long oldestWork(long now) {
    long oldest = Long.MAX_VALUE;
    for (Doorbell task : upstream.others()) {
      oldest = Math.min(oldest, counted(task.workSinceMillis(), now, PATIENCE_MILLIS));
    }
    for (Doorbell task : upstream.producers()) {
      oldest =
          Math.min(oldest, counted(task.workSinceMillis(), now, PATIENCE_WITH_PRODUCERS_MILLIS));
    }
    return intake.isEmpty()
        ? oldest
        : Math.min(oldest, counted(own.workSinceMillis(), now, PATIENCE_MILLIS));
  }

  private static long counted(long since, long now, long patience) {
    return now - since > patience ? Long.MAX_VALUE : since;
  }
}
