/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a job begins with, where its checkpoints go, and what it does when it fails.
 *
 * @param from what to begin with, null to begin anew
 * @param target where checkpoints go, null to take none. It is closed when the job has ended
 * @param everyMillis how often a checkpoint is taken; 0 for only when it is asked for
 * @param restarts how often a job that fails begins again, and with what
 * @param patience what is put up with of checkpoints
 */
public record Durability(
    @Nullable JobImage from,
    @Nullable CheckpointTarget target,
    long everyMillis,
    Restarts restarts,
    Patience patience) {
  /** Of a job that begins anew and takes no checkpoints. */
  public static final Durability NONE = new Durability(null, null, 0);

  /** Of a job that does not begin again when it fails. */
  public Durability(@Nullable JobImage from, @Nullable CheckpointTarget target, long everyMillis) {
    this(from, target, everyMillis, Restarts.NONE);
  }

  /** With the usual patience. */
  public Durability(
      @Nullable JobImage from,
      @Nullable CheckpointTarget target,
      long everyMillis,
      Restarts restarts) {
    this(from, target, everyMillis, restarts, Patience.USUAL);
  }

  /**
   * What is put up with before a checkpoint is dropped, and before the job fails for want of one.
   *
   * @param timeoutMillis how long it may be until all tasks have passed the barrier of a
   *     checkpoint, which is dropped then; 0 for as long as it takes
   * @param retryMillis after a checkpoint has come to nothing, how soon another is taken if a task
   *     has nothing else to do than to wait for one; otherwise the next is taken when it is due
   * @param failures how many checkpoints in a row may come to nothing while a task, or the end of
   *     the job, waits for one, at least 1: with the last of them the job fails
   */
  public record Patience(long timeoutMillis, long retryMillis, int failures) {
    /** Ten minutes for a checkpoint; ten failures, a second apart. */
    public static final Patience USUAL = new Patience(600_000, 1_000, 10);

    public Patience {
      if (timeoutMillis < 0 || retryMillis < 0 || failures < 1) {
        throw new IllegalArgumentException(
            "Times must be at least 0 ms and failures at least 1, but they are "
                + timeoutMillis
                + " ms, "
                + retryMillis
                + " ms and "
                + failures);
      }
    }

    /** Why a job fails that would end but for want of a checkpoint. */
    IOException exhausted(String who, Throwable last) {
      return new IOException(
          who
              + " cannot end before a checkpoint has been published, but "
              + failures
              + " in a row have come to nothing while it waited, the last one because of: "
              + last,
          last);
    }
  }
}
