/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.spec;

import java.util.List;

/** One step of a branch. Every step takes and makes pairs of strings. */
public sealed interface Step {

  /** Puts elements into windows. */
  record Into(Windowing windowing) implements Step {}

  /** Groups by key; the new value tells the sorted values of the group. */
  record Group() implements Step {}

  /** Combines by key. */
  record Combine(Combining combining) implements Step {}

  /** Breaks fusion. */
  record Reshuffle() implements Step {}

  /** Changes the keys. */
  record Rekey(Keying keying) implements Step {}

  /** Parts elements by value into two outputs of one function, and brings both together. */
  record Split() implements Step {}

  /** Takes elements through two series of steps side by side, and brings both together. */
  record Fork(List<Step> left, List<Step> right) implements Step {}

  /** Calls a function with state and timers. */
  record Stateful(Behaviour behaviour) implements Step {}

  /**
   * Calls a function with a side input: the elements of the schedule in windows of their own.
   *
   * @param view the form of the side input
   * @param windowing the windowing of the side input
   * @param empty whether none of the elements is let through to the side input
   */
  record Consult(View view, Windowing windowing, boolean empty) implements Step {
    /** All elements, in windows that fire at their end. */
    public Consult(View view, Windows.Fixed windows) {
      this(view, Windowing.of(windows, new Firing.Default()), false);
    }
  }

  /** What is made of the values of a group. */
  enum Combining {
    /** All of them, sorted. */
    JOINED,
    /** The mean of their measures. */
    MEAN,
    /** The greatest of them. */
    GREATEST
  }

  /** What keys become. */
  enum Keying {
    /** The same for all. */
    CONSTANT,
    /** One of two, by the value. */
    BY_VALUE
  }

  /** The forms of a side input. */
  enum View {
    SINGLETON,
    LIST,
    MULTIMAP
  }

  /** What a function with state and timers does. */
  enum Behaviour {
    /** Numbers the elements of a key and window. */
    NUMBER,
    /** Keeps elements in a bag until a timer at the end of the window. */
    COLLECT,
    /** Keeps elements in a bag until the window expires. */
    EXPIRE,
    /** Counts in a map and in a combining state; tells one by timer, the other at expiry. */
    TALLY,
    /** Fires a timer every few milliseconds of event time from the first element on. */
    TICK,
    /** A timer sets another one, which tells what has come; both hold the watermark. */
    RELAY,
    /** Every element puts a timer off; it tells what has come in between. */
    DEBOUNCE,
    /** Keeps elements until a timer in processing time. */
    DELAY
  }
}
