/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * What others may know of a task: the numbers as of the end of its last turn.
 *
 * <p>Threading: the task writes, any thread reads.
 */
public final class TaskStatus {
  private static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private volatile long elementsIn;
  private volatile long elementsOut;
  private volatile Watermarks watermarks = new Watermarks(MIN, MIN, MIN, MIN);
  private volatile Timers timers = new Timers(0, Long.MAX_VALUE, Long.MAX_VALUE, false);
  private volatile long elementsWaiting;
  private volatile double fractionDone = Double.NaN;
  private volatile long bundles;
  private volatile long busyNanos;
  private volatile long turnSince;
  private volatile boolean idle;
  private volatile boolean begun;
  private volatile boolean done;

  /**
   * The watermarks of a task and what keeps the output watermark back, in milliseconds.
   *
   * @param input the input watermark
   * @param holds the earliest hold, pending timers included
   * @param work the hold of the instance's own unfinished work
   * @param output the output watermark
   */
  public record Watermarks(long input, long holds, long work, long output) {}

  /**
   * The pending timers of a task.
   *
   * @param pending how many there are
   * @param nextEventTime when the next one is due in event time, {@code Long.MAX_VALUE} for none
   * @param nextProcessingTime when the next one is due in processing time, likewise
   * @param awaitCheckpoint whether those of processing time that are due wait for a checkpoint
   */
  public record Timers(
      int pending, long nextEventTime, long nextProcessingTime, boolean awaitCheckpoint) {}

  void elements(long in, long out) {
    elementsIn = in;
    elementsOut = out;
  }

  // Objects only for what has changed: most turns of a busy task change none of these.
  void watermarks(long input, long holds, long work, long output) {
    Watermarks last = watermarks;
    if (last.input != input || last.holds != holds || last.work != work || last.output != output) {
      watermarks = new Watermarks(input, holds, work, output);
    }
  }

  void timers(int pending, long nextEventTime, long nextProcessingTime, boolean awaitCheckpoint) {
    Timers last = timers;
    if (last.pending != pending
        || last.nextEventTime != nextEventTime
        || last.nextProcessingTime != nextProcessingTime
        || last.awaitCheckpoint != awaitCheckpoint) {
      timers = new Timers(pending, nextEventTime, nextProcessingTime, awaitCheckpoint);
    }
  }

  void elementsWaiting(long count) {
    if (elementsWaiting != count) {
      elementsWaiting = count;
    }
  }

  void fractionDone(double fraction) {
    fractionDone = fraction;
  }

  void bundles(long count) {
    bundles = count;
  }

  void idle(boolean told) {
    if (idle != told) {
      idle = told;
    }
  }

  void turnBegins(long nanoTime) {
    turnSince = nanoTime == 0 ? 1 : nanoTime;
  }

  void turnEnds(long nanoTime) {
    long before = busyNanos;
    busyNanos = before + nanoTime - turnSince;
    turnSince = 0;
  }

  void begun() {
    begun = true;
  }

  void done() {
    done = true;
  }

  /** How many elements arrived from other stages or were read from sources. */
  public long elementsIn() {
    return elementsIn;
  }

  /** How many elements were emitted to other stages. */
  public long elementsOut() {
    return elementsOut;
  }

  /** The watermarks. */
  public Watermarks watermarks() {
    return watermarks;
  }

  /** The pending timers. */
  public Timers timers() {
    return timers;
  }

  /** How many elements wait for side inputs. */
  public long elementsWaiting() {
    return elementsWaiting;
  }

  /** How much of its own input it has read, from 0 to 1, or NaN. */
  public double fractionDone() {
    return fractionDone;
  }

  /** How many bundles were finished. */
  public long bundles() {
    return bundles;
  }

  /** How long it has been in turns, waiting for others included, in terms of {@code nanoTime}. */
  public long busyNanos(long nanoTime) {
    long before = busyNanos;
    return before + turnNanos(nanoTime);
  }

  /** How long it has been in the turn that it is in; 0 if it is in none. */
  public long turnNanos(long nanoTime) {
    long since = turnSince;
    return since == 0 ? 0 : Math.max(0, nanoTime - since);
  }

  /** Whether it has told its consumers that nothing is to be expected for a while. */
  public boolean isIdle() {
    return idle;
  }

  /** Whether it has had a turn. */
  public boolean hasBegun() {
    return begun;
  }

  /** Whether it has done all its work. */
  public boolean isDone() {
    return done;
  }
}
