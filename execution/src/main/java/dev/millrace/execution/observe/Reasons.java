/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.observe;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Why a transform waits.
 *
 * @param transform the full name of the transform
 * @param stage the number of its stage
 * @param windows the windows that it has open, those that are due first
 * @param windowsInAll how many there are
 * @param complete whether all instances of the stage answered; one that is in a long call does not
 * @param causes what keeps the watermark of its input back: each is kept back by the next
 */
public record Reasons(
    String transform,
    int stage,
    List<Waiting> windows,
    int windowsInAll,
    boolean complete,
    List<Cause> causes) {
  public Reasons {
    windows = List.copyOf(windows);
    causes = List.copyOf(causes);
  }

  /**
   * A window that is open in an instance.
   *
   * @param instance the instance
   * @param window the window as it shows itself; null for what belongs to keys as a whole, such as
   *     sessions that may still merge
   * @param waitsFor what the watermark of the input has to pass, in milliseconds; null if no timer
   *     of event time is pending
   * @param processingTime when something is due in processing time, in milliseconds; null if
   *     nothing is
   * @param entries how many entries of state and timers, of keys as a rule, it has
   * @param key one of the keys whose timer is due first; null where a timer is for all keys
   */
  public record Waiting(
      int instance,
      @Nullable String window,
      @Nullable Long waitsFor,
      @Nullable Long processingTime,
      long entries,
      @Nullable String key) {}

  /**
   * What keeps a watermark back.
   *
   * @param kind which kind of cause
   * @param stage the number of the stage it is in
   * @param instance the instance
   * @param transform the full name of the transform
   * @param watermark where it keeps the watermark, in milliseconds
   * @param text the same in words
   */
  public record Cause(
      CauseKind kind, int stage, int instance, String transform, long watermark, String text) {}

  /** Kinds of causes. All but the first five have none behind them. */
  public enum CauseKind {
    /** The input: a stage upstream has not come further. */
    INPUT,
    /** A timer of event time, which waits for the watermark of the input in its turn. */
    EVENT_TIMER,
    /** A hold of state: of what a pane that is yet to fire will have in it. */
    STATE,
    /** Elements that wait for a side input. */
    SIDE_INPUT,
    /** There is no room in the channel to a stage downstream. */
    BACK_PRESSURE,
    /** A timer of processing time. */
    PROCESSING_TIMER,
    /** A source that is unbounded. */
    SOURCE,
    /** A source that is bounded and has not been read to its end. */
    BOUNDED_SOURCE,
    /** A test stream. */
    TEST_STREAM,
    /** Restrictions of a splittable function. */
    RESTRICTION,
    /** Elements that wait for a checkpoint. */
    CHECKPOINT,
    /** An instance that has not had its first turn. */
    NOT_BEGUN,
    /** A call that takes long. */
    SLOW_CALL,
    /** What is before an instance and has yet to be worked off. */
    BACKLOG,
    /** Other work of the instance's own. */
    OWN_WORK,
    /** Nothing: all has been done. */
    DONE
  }

  /** What it comes down to: the last of the causes. */
  public Cause origin() {
    return causes.get(causes.size() - 1);
  }

  /** All of it in words, a line for each window and each cause. */
  public String text() {
    return ReasonsText.of(this);
  }
}
