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
   * A task has passed the barrier of {@code checkpoint}. What {@code image} has of key groups is
   * what has changed since the task told this before, or since the checkpoint that the job began
   * with; of the rest it has all.
   */
  void captured(TaskId task, long checkpoint, StateImage image, Timing timing);

  /**
   * A task has done all its work: {@code image}, which is as that of {@link #captured}, makes its
   * part of all checkpoints from now on.
   */
  void finished(TaskId task, StateImage image);

  /**
   * A task waits for a checkpoint of all that it has done to be published, and will do nothing else
   * before. It tells so again whenever it has been woken and still waits.
   */
  void wanted();
}
