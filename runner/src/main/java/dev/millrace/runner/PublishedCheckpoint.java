/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.embedded.checkpoint.CheckpointStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a checkpoint that was published has taken.
 *
 * @param number its number; later ones have higher numbers
 * @param began when it was begun
 * @param untilPassed how long it was until all tasks had passed its barrier and written their state
 * @param untilPublished how long it was until it could be gone on from
 * @param bytesWritten how many bytes were written for it: what has changed since the one before
 * @param tasks what it took of tasks; those that were done before are not among them
 */
public record PublishedCheckpoint(
    long number,
    Instant began,
    Duration untilPassed,
    Duration untilPublished,
    long bytesWritten,
    List<Task> tasks) {
  public PublishedCheckpoint {
    tasks = List.copyOf(tasks);
  }

  /**
   * What it took of a task's time.
   *
   * @param name the stage, as the plan names it, and the number of the instance
   * @param alignment how long some of its input was held back until the rest had come as far
   * @param pause how long it did nothing else than to pass the barrier
   */
  public record Task(String name, Duration alignment, Duration pause) {}

  static PublishedCheckpoint of(CheckpointStatistics statistics) {
    return new PublishedCheckpoint(
        statistics.checkpoint(),
        Instant.ofEpochMilli(statistics.beganMillis()),
        Duration.ofNanos(statistics.takingNanos()),
        Duration.ofNanos(statistics.totalNanos()),
        statistics.size().bytesWritten(),
        statistics.tasks().stream().map(PublishedCheckpoint::task).toList());
  }

  private static Task task(CheckpointStatistics.OfTask task) {
    return new Task(
        task.task(), Duration.ofNanos(task.alignmentNanos()), Duration.ofNanos(task.pauseNanos()));
  }
}
