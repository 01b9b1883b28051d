/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import dev.millrace.differential.build.Sightings.Sighting;
import java.io.Serializable;
import java.util.UUID;
import org.apache.beam.sdk.metrics.Metrics;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A run of a pipeline, to which functions report.
 *
 * @param id the name by which {@link Sightings} know it
 * @param counted whether metrics count what is seen, too: they go back with a checkpoint, and so do
 *     not count what a crash has undone
 * @param failsAt what makes the function that sees it fail, null for nothing
 */
public record Run(String id, boolean counted, @Nullable Sighting failsAt) implements Serializable {
  private static final String NAMESPACE = "branch ";

  /** A run whose outcome is taken from {@link Sightings}. */
  public static Run seen() {
    return new Run(UUID.randomUUID().toString(), false, null);
  }

  /** A run whose outcome is taken from metrics. */
  public static Run counting() {
    return new Run(UUID.randomUUID().toString(), true, null);
  }

  /** A run of which a function fails when it sees {@code what}. */
  public static Run failing(Sighting what) {
    return new Run(UUID.randomUUID().toString(), false, what);
  }

  /** The number of the branch whose counters are in {@code namespace}. */
  public static int branch(String namespace) {
    return Integer.parseInt(namespace.substring(NAMESPACE.length()));
  }

  /** Whether {@code namespace} is that of the counters of a branch. */
  public static boolean isOfBranch(String namespace) {
    return namespace.startsWith(NAMESPACE);
  }

  void report(Sighting sighting) {
    if (sighting.equals(failsAt)) {
      throw new IllegalStateException("a failure on purpose at " + sighting.text());
    }
    Sightings.report(id, sighting);
    if (counted) {
      Metrics.counter(NAMESPACE + sighting.branch(), sighting.text()).inc();
    }
  }
}
