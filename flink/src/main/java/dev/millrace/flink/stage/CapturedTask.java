/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.stage;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.task.CheckpointLedger;
import dev.millrace.execution.embedded.task.TaskId;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a task has said to the checkpoint that is being taken, until it is asked for. */
final class CapturedTask implements CheckpointLedger {
  private final boolean takesCheckpoints;
  private @Nullable StateImage captured;
  private @Nullable StateImage last;
  private boolean wanted;

  CapturedTask(boolean takesCheckpoints) {
    this.takesCheckpoints = takesCheckpoints;
  }

  @Override
  public boolean takesCheckpoints() {
    return takesCheckpoints;
  }

  @Override
  public void captured(TaskId task, long checkpoint, StateImage image, Timing timing) {
    captured = image;
  }

  @Override
  public void finished(TaskId task, StateImage image) {
    last = image;
  }

  // Flink takes them in its own time.
  @Override
  public void wanted() {
    wanted = true;
  }

  /** Whether the task waits for nothing but a checkpoint; said once. */
  boolean takeWanted() {
    boolean taken = wanted;
    wanted = false;
    return taken;
  }

  boolean hasCaptured() {
    return captured != null;
  }

  /** Whether the task has had its last word. */
  boolean hasFinished() {
    return last != null;
  }

  /** What has been captured; that of a task that has finished is its last word, each time. */
  StateImage take() {
    StateImage image = requireNonNull(captured == null ? last : captured);
    if (captured == null) {
      // A delta is written once.
      last = new StateImage();
      image.copyUngrouped(last);
    }
    captured = null;
    return image;
  }
}
