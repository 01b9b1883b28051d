/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

/** Hears what becomes of the checkpoints of a job. Called with locks held: to be quick. */
public interface CheckpointObserver {
  /** Hears nothing. */
  CheckpointObserver NONE =
      new CheckpointObserver() {
        @Override
        public void published(CheckpointStatistics statistics) {}

        @Override
        public void failed(long checkpoint, Throwable why) {}
      };

  /** A checkpoint has been published. */
  void published(CheckpointStatistics statistics);

  /** A checkpoint has come to nothing. */
  void failed(long checkpoint, Throwable why);
}
