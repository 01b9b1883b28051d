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
        public void captured(TaskId task, long checkpoint, StateImage image) {
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

  /** A task has passed the barrier of {@code checkpoint}, with {@code image}. */
  void captured(TaskId task, long checkpoint, StateImage image);

  /** A task has done all its work: {@code image} is its part of all checkpoints from now on. */
  void finished(TaskId task, StateImage image);

  /** A task waits for a checkpoint and will do nothing else before. May be told repeatedly. */
  void wanted();
}
