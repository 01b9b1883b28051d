/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import java.util.List;

/**
 * What a checkpoint that was published has taken.
 *
 * @param checkpoint its number
 * @param beganMillis when it was begun, in milliseconds since 1970
 * @param takingNanos how long it was until all tasks had passed its barrier
 * @param totalNanos how long it was until it had been published
 * @param size what it takes on the disk
 * @param tasks the tasks that passed its barrier; others were done before
 */
public record CheckpointStatistics(
    long checkpoint,
    long beganMillis,
    long takingNanos,
    long totalNanos,
    CheckpointSize size,
    List<OfTask> tasks) {
  public CheckpointStatistics {
    tasks = List.copyOf(tasks);
  }

  /**
   * What it has taken of a task's time.
   *
   * @param task the name of the stage and the number of the instance
   * @param alignmentNanos how long channels were held back until the last barrier had come
   * @param pauseNanos how long the task did nothing else than to pass the barrier
   */
  public record OfTask(String task, long alignmentNanos, long pauseNanos) {}
}
