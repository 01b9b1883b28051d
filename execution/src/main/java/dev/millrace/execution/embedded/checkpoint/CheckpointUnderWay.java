/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.task.CheckpointLedger.Timing;
import dev.millrace.execution.embedded.task.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One checkpoint, from when tasks are asked for it until it has been published or dropped.
 *
 * <p>Threading: guarded by whoever uses this; once all tasks have passed it, or it has been
 * dropped, nothing of it changes but its timer.
 */
final class CheckpointUnderWay {
  private final long checkpoint;
  private final CheckpointRequest request;
  private final long beganMillis = System.currentTimeMillis();
  private final long startNanos = System.nanoTime();
  private final CompletableFuture<Void> timer = new CompletableFuture<>();
  private final Map<TaskId, StateImage> captured = new HashMap<>();
  private final List<CheckpointStatistics.OfTask> timings = new ArrayList<>();
  private Phase phase = Phase.TAKEN;
  private long takingNanos;
  private boolean deltasTaken;

  private enum Phase {
    TAKEN,
    WRITTEN,
    DROPPED
  }

  CheckpointUnderWay(long checkpoint, CheckpointRequest request) {
    this.checkpoint = checkpoint;
    this.request = request;
  }

  long checkpoint() {
    return checkpoint;
  }

  CheckpointRequest request() {
    return request;
  }

  /** Calls {@code action} after {@code millis} unless all tasks have passed the barrier by then. */
  void after(long millis, Runnable action) {
    if (millis > 0) {
      CompletableFuture<Void> unused =
          timer
              .orTimeout(millis, TimeUnit.MILLISECONDS)
              .whenComplete(
                  (nothing, timeout) -> {
                    if (timeout != null) {
                      action.run();
                    }
                  });
    }
  }

  /** A task has passed the barrier with {@code image}. */
  void captured(TaskId task, StateImage image, Timing timing) {
    captured.put(task, image);
    timings.add(
        new CheckpointStatistics.OfTask(
            task.toString(), timing.alignmentNanos(), timing.pauseNanos()));
  }

  /** Those of {@code tasks} that have not passed the barrier nor have left a last word. */
  List<TaskId> missing(CheckpointTasks tasks) {
    return tasks.missing(captured);
  }

  /** The deltas of {@code tasks}, of which none is missing. */
  List<StateImage> takeDeltas(CheckpointTasks tasks) {
    deltasTaken = true;
    return tasks.takeDeltas(captured);
  }

  /** The deltas of tasks that have passed the barrier in vain. */
  List<StateImage> leftDeltas() {
    return deltasTaken ? List.of() : List.copyOf(captured.values());
  }

  /** What has all that is in no key group of {@code tasks}, of which none is missing. */
  List<StateImage> images(CheckpointTasks tasks) {
    return tasks.images(captured);
  }

  /**
   * Goes on to be written if it is being taken and none of {@code tasks} is missing; whether so.
   */
  boolean writeIfComplete(CheckpointTasks tasks) {
    if (!missing(tasks).isEmpty() || !leaveFor(Phase.WRITTEN)) {
      return false;
    }
    takingNanos = nanos();
    stopTimer();
    return true;
  }

  /** Is given up, if it is being taken; whether it was. */
  boolean drop() {
    return leaveFor(Phase.DROPPED);
  }

  /** Whether it has been given up. */
  boolean isDropped() {
    return phase == Phase.DROPPED;
  }

  private boolean leaveFor(Phase next) {
    if (phase != Phase.TAKEN) {
      return false;
    }
    phase = next;
    return true;
  }

  /** Takes back {@link #after}. */
  void stopTimer() {
    timer.complete(null);
  }

  /** How long ago it was begun. */
  long nanos() {
    return System.nanoTime() - startNanos;
  }

  /** What it has taken, {@code size} on the disk. */
  CheckpointStatistics statistics(CheckpointSize size) {
    return new CheckpointStatistics(checkpoint, beganMillis, takingNanos, nanos(), size, timings);
  }

  /** In words, with those of {@code tasks} that it waits for. */
  String report(CheckpointTasks tasks) {
    return "    "
        + checkpoint
        + " is under way for "
        + TimeUnit.NANOSECONDS.toMillis(nanos())
        + " ms and "
        + (phase == Phase.TAKEN
            ? "waits until its barrier is passed by " + missing(tasks)
            : "is being written")
        + "\n";
  }
}
