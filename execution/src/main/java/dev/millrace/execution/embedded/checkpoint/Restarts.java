/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How often a job that fails begins again, and with what.
 *
 * @param most how often in a row at the most, {@link #NO_LIMIT} for as often as it takes. After an
 *     hour without a failure the count begins anew
 * @param firstDelayMillis how long the job waits before it begins again; each time twice as long,
 *     up to a minute
 * @param latest what it begins with
 */
public record Restarts(int most, long firstDelayMillis, Latest latest) {
  /** Begins again as often as it takes. */
  public static final int NO_LIMIT = -1;

  /** Of a job that fails for good. */
  public static final Restarts NONE =
      new Restarts(
          0,
          0,
          () -> {
            throw new IllegalStateException("The job does not begin again");
          });

  /** What a job begins with again. Threading: called by one thread at a time. */
  @FunctionalInterface
  public interface Latest {
    /**
     * The last checkpoint that was published, else what the job began with; null to begin anew.
     *
     * @throws IOException if it cannot be read
     */
    @Nullable JobImage image() throws IOException;
  }
}
