/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.task.CheckpointLedger.Timing;
import dev.millrace.execution.embedded.task.Task;
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
 * <p>Threading: guarded by the lock of the {@link Checkpoints}; once all tasks have passed it
 * nothing of it changes.
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
  List<TaskId> missing(List<Task> tasks, Map<TaskId, StateImage> lastWords) {
    List<TaskId> missing = new ArrayList<>();
    for (Task task : tasks) {
      TaskId id = task.ports().id();
      if (!captured.containsKey(id) && !lastWords.containsKey(id)) {
        missing.add(id);
      }
    }
    return missing;
  }

  /** What there is of all tasks, of which none is missing. */
  List<StateImage> images(List<Task> tasks, Map<TaskId, StateImage> lastWords) {
    List<StateImage> images = new ArrayList<>();
    for (Task task : tasks) {
      StateImage own = captured.get(task.ports().id());
      images.add(own == null ? lastWords.get(task.ports().id()) : own);
    }
    return images;
  }

  /**
   * Goes on to be written if it is being taken and none of {@code tasks} is missing; whether so.
   */
  boolean writeIfComplete(List<Task> tasks, Map<TaskId, StateImage> lastWords) {
    if (!missing(tasks, lastWords).isEmpty() || !leaveFor(Phase.WRITTEN)) {
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

  /** What it has taken, of which {@code images} are what is written. */
  CheckpointStatistics statistics(List<StateImage> images) {
    long bytes = images.stream().mapToLong(StateImage::bytes).sum();
    return new CheckpointStatistics(checkpoint, beganMillis, takingNanos, nanos(), bytes, timings);
  }

  /** In words, with those of {@code tasks} that it waits for. */
  String report(List<Task> tasks, Map<TaskId, StateImage> lastWords) {
    return "    "
        + checkpoint
        + " is under way for "
        + TimeUnit.NANOSECONDS.toMillis(nanos())
        + " ms and "
        + (phase == Phase.TAKEN
            ? "waits until its barrier is passed by " + missing(tasks, lastWords)
            : "is being written")
        + "\n";
  }
}
