/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Numbers that can be kept without their boxes, as 64 bits each. That spares the collector an
 * object per number, and being told of each new one where it is kept in an old object.
 */
enum NumberKind {
  /** {@link Long}. */
  LONG,
  /** {@link Integer}. */
  INTEGER,
  /** {@link Double}, whose bits need not be the same if it is equal. */
  DOUBLE;

  /** The kind that {@code value} is of, null if it is of none. */
  static @Nullable NumberKind of(@Nullable Object value) {
    if (value instanceof Long) {
      return LONG;
    }
    if (value instanceof Integer) {
      return INTEGER;
    }
    return value instanceof Double ? DOUBLE : null;
  }

  /** The bits of a number of this kind. */
  long bits(Object number) {
    return switch (this) {
      case LONG -> (Long) number;
      case INTEGER -> (Integer) number;
      case DOUBLE -> Double.doubleToRawLongBits((Double) number);
    };
  }

  /** The number of this kind that has {@code bits}. */
  Object box(long bits) {
    return switch (this) {
      case LONG -> bits;
      case INTEGER -> (int) bits;
      case DOUBLE -> Double.longBitsToDouble(bits);
    };
  }
}
