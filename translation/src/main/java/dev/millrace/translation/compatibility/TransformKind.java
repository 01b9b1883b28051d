/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import java.util.Locale;

/** What kind of state or progress a transform has. */
enum TransformKind {
  /** Groups by key and window. */
  GROUPING,
  /** Calls a DoFn with state or timers. */
  STATEFUL_PAR_DO,
  /** Calls a DoFn whose elements may have to wait for something. */
  PAR_DO,
  /** Calls a splittable DoFn. */
  SPLITTABLE_PAR_DO,
  /** Makes a side input. */
  SIDE_INPUT,
  /** Reads a bounded source. */
  BOUNDED_READ,
  /** Reads an unbounded source. */
  UNBOUNDED_READ,
  /** Emits once. */
  IMPULSE,
  /** Plays a test stream. */
  TEST_STREAM;

  /**
   * Whether it makes elements of its own. That it has made all of them is progress too, of which
   * there may be no other trace than that nothing is left.
   */
  boolean isSource() {
    return switch (this) {
      case BOUNDED_READ, UNBOUNDED_READ, IMPULSE, TEST_STREAM -> true;
      default -> false;
    };
  }

  /** For people and for the written form. */
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("par do", "ParDo");
  }
}
