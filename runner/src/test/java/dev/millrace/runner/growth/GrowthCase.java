/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.function.IntFunction;
import org.apache.beam.sdk.Pipeline;

/**
 * Work of any size.
 *
 * @param name says what grows
 * @param most the largest N to try, for what the machine has few of, like threads
 * @param prepare makes what is to be measured of a size
 */
record GrowthCase(String name, int most, IntFunction<Runnable> prepare) {
  private static final int USUAL_MOST = 1 << 20;

  /** A pipeline, of which running it is measured and making it is not. */
  static GrowthCase of(String name, IntFunction<Pipeline> pipeline) {
    return new GrowthCase(
        name,
        USUAL_MOST,
        n -> {
          Pipeline prepared = pipeline.apply(n);
          return prepared::run;
        });
  }

  GrowthCase atMost(int newMost) {
    return new GrowthCase(name, newMost, prepare);
  }
}
