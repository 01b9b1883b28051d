/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.checkpoint.CheckpointRequest.Kind;
import dev.millrace.execution.embedded.task.Requests;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.task.TaskId;
import dev.millrace.execution.embedded.work.StageQueues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The tasks of a job and what they share, as its checkpoints see them.
 *
 * <p>Threading: what tasks have said is guarded by whoever uses this; they are told and asked with
 * no lock held.
 */
final class CheckpointTasks {
  private final List<Task> tasks = new ArrayList<>();
  private final List<StageQueues> work = new ArrayList<>();
  private final Map<TaskId, StateImage> lastWords = new HashMap<>();

  // What has been captured since what is in the groups was put together.
  private final List<StateImage> deltas = new ArrayList<>();
  private StateImage grouped = new StateImage();

  /** Adds tasks and what they share. */
  void add(List<Task> newTasks, List<StageQueues> newWork) {
    tasks.addAll(newTasks);
    work.addAll(newWork);
  }

  /** All checkpoints go on from the entries in key groups that {@code from} has. */
  void goOnFrom(StateImage from) {
    from.writeDelta(grouped);
  }

  /** A task has been captured, for whatever checkpoint. */
  void captured(StateImage image) {
    deltas.add(image);
  }

  /** A task has done all its work, and leaves {@code image} for all checkpoints from now on. */
  void finished(TaskId task, StateImage image) {
    captured(image);
    lastWords.put(task, image);
  }

  /** Whether all tasks have done all their work. */
  boolean allFinished() {
    return lastWords.size() == tasks.size();
  }

  /** Those of which there is nothing in {@code captured} and that have not finished. */
  List<TaskId> missing(Map<TaskId, StateImage> captured) {
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
  List<StateImage> images(Map<TaskId, StateImage> captured) {
    StateImage now = new StateImage();
    grouped.writeDelta(now);
    deltas.forEach(delta -> delta.writeDelta(now));
    deltas.clear();
    now.settle();
    grouped = now;
    StateImage ungrouped = new StateImage();
    for (Task task : tasks) {
      StateImage own = captured.get(task.ports().id());
      StateImage last = own == null ? lastWords.get(task.ports().id()) : own;
      if (last != null) {
        last.copyUngrouped(ungrouped);
      }
    }
    return List.of(grouped, ungrouped);
  }

  /** What the tasks share. */
  List<StageQueues> work() {
    return work;
  }

  /** Asks for {@code begun}. */
  void ask(CheckpointUnderWay begun) {
    if (begun.request().is(Kind.STOPPING)) {
      tell(requests -> requests.stopAt(begun.checkpoint()));
    }
    tell(requests -> requests.checkpoint(begun.checkpoint()));
  }

  /** Tells that {@code checkpoint} has been published. */
  void published(long checkpoint) {
    tell(requests -> requests.checkpointComplete(checkpoint));
  }

  /** Tells that {@code failed} has come to nothing. */
  void failed(CheckpointUnderWay failed) {
    if (failed.request().is(Kind.STOPPING)) {
      tell(Requests::goOnBehindBarrier);
    }
    if (failed.isDropped()) {
      tell(requests -> requests.dropCheckpoint(failed.checkpoint()));
      work.forEach(queues -> queues.forget(failed.checkpoint()));
    }
  }

  private void tell(Consumer<Requests> what) {
    tasks.forEach(task -> what.accept(task.ports().requests()));
  }
}
