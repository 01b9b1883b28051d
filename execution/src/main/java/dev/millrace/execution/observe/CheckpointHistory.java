/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.observe;

import java.util.List;

/**
 * What has become of a job's checkpoints in this process, over all its attempts.
 *
 * @param published how many were published
 * @param failed how many came to nothing
 * @param latest the latest that were published, the very latest first
 */
public record CheckpointHistory(long published, long failed, List<CheckpointView> latest) {
  public CheckpointHistory {
    latest = List.copyOf(latest);
  }

  /**
   * A checkpoint that was published.
   *
   * @param checkpoint its number
   * @param beganMillis when it was begun, in milliseconds since 1970
   * @param takingNanos how long it was until all tasks had passed its barrier
   * @param totalNanos how long it was until it had been published
   * @param bytesWritten what was written for it
   * @param segments the segments that it consists of
   * @param alignmentNanos how long the channels of a task were held back for it, at the most
   * @param alignedLongest the task that took longest to be aligned, empty if none was
   * @param pauseNanos how long a task did nothing else than to pass its barrier, at the most
   * @param pausedLongest that task, empty if none was
   */
  public record CheckpointView(
      long checkpoint,
      long beganMillis,
      long takingNanos,
      long totalNanos,
      long bytesWritten,
      long segments,
      long alignmentNanos,
      String alignedLongest,
      long pauseNanos,
      String pausedLongest) {}
}
