/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import dev.millrace.execution.harness.Elements;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.splittabledofn.OffsetRangeTracker;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** Ranges as restrictions of strings. */
final class Ranges {
  private Ranges() {}

  /** The coder of what passes between the two halves of a splittable DoFn. */
  static final KvCoder<?, ?> CODER =
      KvCoder.of(
          KvCoder.of(
              StringUtf8Coder.of(),
              KvCoder.of(OffsetRange.Coder.of(), NullableCoder.of(InstantCoder.of()))),
          DoubleCoder.of());

  /** What passes between the two halves: an element with a range. */
  static KV<?, ?> pair(String element, long from, long to, @Nullable Instant state, double size) {
    return KV.of(KV.of(element, KV.of(new OffsetRange(from, to), state)), size);
  }

  /** An element with a range at a time in the global window. */
  static WindowedValue<?> at(long millis, String element, long from, long to) {
    return Elements.at(millis, pair(element, from, to, null, to - from));
  }

  /** An element with a range and the watermark that an estimator begins with. */
  static WindowedValue<?> at(long millis, String element, long from, long to, long watermark) {
    return Elements.at(millis, pair(element, from, to, Instant.ofEpochMilli(watermark), to - from));
  }

  /** A tracker of a range that says it may never end. */
  static final class Endless extends OffsetRangeTracker {
    Endless(OffsetRange range) {
      super(range);
    }

    @Override
    public IsBounded isBounded() {
      return IsBounded.UNBOUNDED;
    }
  }
}
