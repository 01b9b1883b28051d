/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** What scenarios read: numbers under a few keys, a little out of the order of time, never late. */
final class Events {
  /** How many there are. */
  static final int COUNT = 240;

  /** Between two of them, on an average. */
  static final Duration STEP = Duration.millis(100);

  /** Before the first. */
  static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  static final Coder<KV<String, Integer>> CODER =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  private static final int KEYS = 7;
  // So many neighbours change places.
  private static final int OUT_OF_ORDER = 3;

  private Events() {}

  /** The event of {@code number}. */
  static KV<String, Integer> event(int number) {
    return KV.of("key" + number % KEYS, number);
  }

  /** The time of the event of {@code number}. */
  static Instant time(int number) {
    return START.plus(STEP.multipliedBy(number ^ OUT_OF_ORDER));
  }

  /** No event from {@code number} on is before it. */
  static Instant watermark(int number) {
    return number >= COUNT
        ? BoundedWindow.TIMESTAMP_MAX_VALUE
        : START.plus(STEP.multipliedBy(number & ~OUT_OF_ORDER));
  }
}
