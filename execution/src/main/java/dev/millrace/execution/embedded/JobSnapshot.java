/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.checkpoint.CheckpointCounts;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How far a job has come. Numbers of different tasks are not of the very same moment.
 *
 * @param state the job's state
 * @param stages its stages, in topological order
 * @param checkpoints what has become of its checkpoints, null if it takes none
 */
public record JobSnapshot(
    JobState state, List<Stage> stages, @Nullable CheckpointCounts checkpoints) {
  public JobSnapshot {
    stages = List.copyOf(stages);
  }

  /** What a stage is at, all its tasks together. */
  public enum Activity {
    /** No task has begun. */
    WAITING,
    /** Some task has begun and nothing is to do for any. */
    IDLE,
    /** Some task works. */
    WORKING,
    /** All tasks are done. */
    DONE
  }

  /**
   * One stage.
   *
   * @param name its name
   * @param elementsIn the elements that arrived from other stages or were read from sources
   * @param elementsOut the elements that were emitted to other stages
   * @param watermark the output watermark in milliseconds, the least of its tasks
   * @param activity what it is at
   * @param fractionDone how much of its own input it has read, from 0 to 1, or NaN
   */
  public record Stage(
      String name,
      long elementsIn,
      long elementsOut,
      long watermark,
      Activity activity,
      double fractionDone) {}
}
