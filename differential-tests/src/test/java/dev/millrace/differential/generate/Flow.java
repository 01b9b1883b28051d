/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.generate;

import dev.millrace.differential.spec.Firing;
import dev.millrace.differential.spec.Step.Behaviour;
import dev.millrace.differential.spec.Windowing;
import dev.millrace.differential.spec.Windows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;

/**
 * What is known of the elements at a place in a branch, and so which steps have a result there that
 * the model fixes.
 *
 * <p>An event of the schedule is played when all that came of the one before has been done. So what
 * happens in different events has an order, and what happens in one event has none. How far a
 * watermark has come between two events is fixed behind a source and behind a grouping; behind a
 * function with state it is not, nor whether it leaps as it does in front of a grouping.
 */
final class Flow {
  private final Shape shape;

  /** Whether an event leads to one element at most, in one window. */
  private boolean alone;

  /** Whether an event leads to one element at most of a key and window. */
  private boolean single;

  /** Whether elements of windows that have expired have been dropped. */
  private boolean unexpired;

  /** Whether runners differ in how far the watermark has come. */
  private boolean lagging;

  /** Whether windows that never end have made something: all that comes at the end of time. */
  private boolean atEndOfTime;

  /** Whether processing time has decided what there is. */
  private boolean clocked;

  /** Whether something waited for processing time, for which runners hold the watermark or not. */
  private boolean delayed;

  /** Whether the watermark may leap however it rises at the source. */
  private boolean leaping;

  private boolean grouped;
  private boolean groupedSinceWindowed;
  private Windowing windowing;

  Flow(Shape shape) {
    this.shape = shape;
    this.alone = shape.isOneByOne();
    this.single = alone;
    this.leaping = shape.leaps();
  }

  boolean isStream() {
    return shape.isStream();
  }

  boolean hasOneKey() {
    return shape.keys() == 1;
  }

  /**
   * Whether a window that is open for late elements needs a timer at its end, to tell how far the
   * watermark had come when it fires. Else that depends on other windows that expire just then:
   * those that the watermark leaps past, and those of other keys.
   */
  boolean needsTimerAtEnd() {
    return leaping || !hasOneKey();
  }

  /**
   * Whether windows may fire by processing time. Where it has decided what there is, it is not
   * fixed what fires first.
   */
  boolean mayLookAtProcessingTime() {
    return isStream() && !clocked;
  }

  /** Whether an event leads to one element at most, in one window. */
  boolean isAlone() {
    return alone;
  }

  /** Whether runners differ in how far the watermark has come. */
  boolean isLagging() {
    return lagging;
  }

  /** How late elements may be, as far as is decided. */
  long lateness() {
    return windowing == null ? 0 : windowing.lateness();
  }

  /** Whether new windows may be open for late elements. */
  boolean mayBeLate() {
    return !lagging && (alone || !needsTimerAtEnd());
  }

  /** Whether elements are in windows that end and do not merge. */
  boolean isInFirmWindows() {
    return windowing != null && !windowing.windows().merge();
  }

  /** Whether elements are in windows that end. */
  boolean isInFiniteWindows() {
    return windowing != null && !(windowing.windows() instanceof Windows.Global);
  }

  /**
   * Whether elements can be asked a side input for: their windows end, and have not expired, after
   * which a runner may drop them or what the side input said.
   */
  boolean canConsult() {
    return isInFiniteWindows() && unexpired && !isSettled();
  }

  /** Whether there are windows into which elements can be put to be grouped. */
  boolean canWindow() {
    return !atEndOfTime
        && !isSettled()
        && (lateness() == 0 || mayBeLate())
        && (!lagging || shape.isPunctual());
  }

  /** Whether grouping here makes panes that the model fixes. */
  boolean canGroup() {
    if (windowing == null || isSettled()) {
      return false;
    } else if (lagging) {
      return shape.isPunctual() && lateness() == 0 && firesAtEnd();
    } else if (clocked && windowing.firing().looksAtProcessingTime()) {
      return false;
    }
    return single || isBlindToBundles();
  }

  /** Whether only steps that look neither at time nor at windows have a fixed result. */
  private boolean isSettled() {
    return delayed || (leaping && lateness() > 0 && grouped);
  }

  private boolean firesAtEnd() {
    Firing firing = windowing.firing();
    return firing instanceof Firing.Default
        || firing instanceof Firing.EndOfWindow
        || firing instanceof Firing.Never;
  }

  private boolean mustFireAtEnd() {
    return mustFireAtEnd(windowing.firing());
  }

  private static boolean mustFireAtEnd(Firing firing) {
    return firing instanceof Firing.Default
        || firing instanceof Firing.EndOfWindow
        || firing instanceof Firing.Early
        || firing instanceof Firing.EarlyAndLate;
  }

  private boolean timesAtEnd() {
    return windowing.timestamps() == TimestampCombiner.END_OF_WINDOW;
  }

  // What fires for elements, early or late, looks at them after each bundle.
  private boolean isBlindToBundles() {
    Firing firing = windowing.firing();
    if (firing instanceof Firing.Early early) {
      return early.early() instanceof Firing.Delay;
    } else if (firing instanceof Firing.Forever forever) {
      return forever.repeated() instanceof Firing.Delay;
    }
    return firing instanceof Firing.Never || (firesAtEnd() && lateness() == 0);
  }

  /** Whether a function that behaves like {@code behaviour} puts out here what the model fixes. */
  boolean allows(Behaviour behaviour) {
    if (!isInFirmWindows() || isSettled() || (lagging && !shape.isPunctual())) {
      return false;
    }
    return switch (behaviour) {
      case COLLECT, TALLY -> lateness() == 0 || (single && !lagging);
      case EXPIRE -> true;
      case NUMBER, TICK -> single;
      case RELAY, DEBOUNCE -> single && !lagging && !(leaping && grouped);
      case DELAY -> alone && isStream() && isInFiniteWindows() && !lagging && !clocked;
    };
  }

  void windowed(Windowing newWindowing) {
    windowing = newWindowing;
    groupedSinceWindowed = false;
    single = alone;
    alone &= !(newWindowing.windows() instanceof Windows.Sliding);
    unexpired = false;
  }

  // A grouping behind one of the same windows fires for the last panes of that and for the expiry
  // of its own windows in one event. One that need not fire at the end of a window may hold the
  // watermark until the window expires; one whose panes are earlier than that end, until it fires.
  void grouped() {
    leaping |= lateness() > 0 && !(mustFireAtEnd() && timesAtEnd());
    single = !groupedSinceWindowed || (firesAtEnd() && lateness() == 0);
    alone = false;
    unexpired = true;
    grouped = true;
    groupedSinceWindowed = true;
    clocked |= windowing.firing().looksAtProcessingTime();
    atEndOfTime |= windowing.windows() instanceof Windows.Global;
  }

  void rekeyed() {
    single = alone;
  }

  void mixed() {
    alone = false;
    single = false;
  }

  // What waits for a window that may remain empty goes on when that has expired, or at the end of
  // time as with the direct runner.
  void consulted(Windowing sideInput) {
    mixed();
    lagging |= isStream() && !mustFireAtEnd(sideInput.firing());
  }

  void called(Behaviour behaviour) {
    unexpired = true;
    lagging |= isStream();
    clocked |= behaviour == Behaviour.DELAY;
    delayed |= behaviour == Behaviour.DELAY;
    atEndOfTime |= behaviour != Behaviour.NUMBER && !isInFiniteWindows();
    if (behaviour != Behaviour.NUMBER) {
      alone = false;
      single = behaviour != Behaviour.TALLY && behaviour != Behaviour.TICK;
    }
  }
}
