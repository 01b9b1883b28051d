/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.run;

import dev.millrace.differential.spec.Branch;
import java.time.Duration;
import java.time.Instant;

/** Counts what was compared. */
final class Tally {
  private final Instant start = Instant.now();
  private int runs;
  private int pipelines;
  private int silent;
  private long elements;

  void add(Comparison comparison) {
    runs++;
    for (Branch branch : comparison.pipeline().branches()) {
      int seen = comparison.direct().of(branch.number()).size();
      pipelines++;
      elements += seen;
      silent += seen == 0 ? 1 : 0;
    }
  }

  @Override
  public String toString() {
    return pipelines
        + " pipelines in "
        + runs
        + " runs, "
        + elements
        + " outputs compared, "
        + silent
        + " pipelines without output, "
        + Duration.between(start, Instant.now()).toSeconds()
        + " s";
  }
}
