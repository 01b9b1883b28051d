/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.checkpoint.StateImage;

/**
 * Takes what the tasks of a job have to say to its checkpoints.
 *
 * <p>Threading: safe for use by all tasks.
 */
public interface CheckpointLedger {
  /** Of a job that takes no checkpoints. */
  CheckpointLedger NONE =
      new CheckpointLedger() {
        @Override
        public boolean takesCheckpoints() {
          return false;
        }

        @Override
        public void captured(TaskId task, long checkpoint, StateImage image, Timing timing) {
          throw new IllegalStateException("The job takes no checkpoints");
        }

        @Override
        public void finished(TaskId task, StateImage image) {
          throw new IllegalStateException("The job takes no checkpoints");
        }

        @Override
        public void wanted() {
          throw new IllegalStateException("The job takes no checkpoints");
        }
      };

  /** Whether checkpoints are taken at all. If not, no other method is called. */
  boolean takesCheckpoints();

  /**
   * What a checkpoint has taken of a task's time.
   *
   * @param alignmentNanos how long channels were held back until the last barrier had come
   * @param pauseNanos how long the task did nothing else: from the end of the alignment until the
   *     barrier was sent on
   */
  record Timing(long alignmentNanos, long pauseNanos) {}

  /**
   * A task has passed the barrier of {@code checkpoint}, with {@code image}: of state in key groups
   * it has what has happened since the task was last captured, or else since what it began with; of
   * all other state it has all. It is told also of a checkpoint that has been dropped meanwhile; of
   * one that the task was told of before the barrier came, not.
   */
  void captured(TaskId task, long checkpoint, StateImage image, Timing timing);

  /**
   * A task has done all its work. Of {@code image} what is in key groups, a delta like all others,
   * is for the next checkpoint; the rest is the task's part of all checkpoints from now on.
   */
  void finished(TaskId task, StateImage image);

  /**
   * A task waits for a checkpoint of all that it has done to be published, and will do nothing else
   * before. It tells so again whenever it has been woken and still waits.
   */
  void wanted();
}
