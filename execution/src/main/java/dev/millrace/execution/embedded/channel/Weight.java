/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * About how many bytes an element takes, as far as that can be told at a glance. Good enough to
 * keep elements that are large by themselves from filling the memory by the chunk.
 */
final class Weight {
  private static final long UNKNOWN = 16;

  private Weight() {}

  /** The weight of a value. */
  static long of(@Nullable Object value) {
    if (value instanceof KV<?, ?> pair) {
      return ofSimple(pair.getKey()) + ofSimple(pair.getValue());
    }
    return ofSimple(value);
  }

  private static long ofSimple(@Nullable Object value) {
    if (value instanceof String text) {
      return UNKNOWN + text.length();
    }
    // To find out that a class lacks an interface takes longer than anything else here.
    if (value instanceof Number) {
      return UNKNOWN;
    }
    if (value instanceof Weighted weighted) {
      return UNKNOWN + weighted.weight();
    }
    return value instanceof byte[] bytes ? UNKNOWN + bytes.length : UNKNOWN;
  }
}
