/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.generate;

import dev.millrace.differential.spec.Schedule.Origin;

/**
 * What a pipeline is like.
 *
 * @param origin where elements come from
 * @param arrival how elements come in
 * @param watermark how the watermark rises
 * @param parallelism how many instances stages have
 * @param keys how many keys there are
 */
record Shape(Origin origin, Arrival arrival, Rise watermark, int parallelism, int keys) {

  /** How elements come in. */
  enum Arrival {
    /** One in each event. */
    ONE_BY_ONE,
    /** Several at once. */
    BATCHED,
    /** One in each event, never one that the watermark has passed. */
    PUNCTUAL
  }

  /** How a watermark rises. */
  enum Rise {
    /** By a millisecond in each event. */
    STEADY,
    /** As far as it likes, past several ends of windows at once. */
    LEAPING
  }

  boolean isStream() {
    return origin == Origin.TEST_STREAM;
  }

  boolean isOneByOne() {
    return arrival != Arrival.BATCHED;
  }

  boolean isPunctual() {
    return arrival == Arrival.PUNCTUAL || !isStream();
  }

  boolean leaps() {
    return watermark == Rise.LEAPING;
  }
}
