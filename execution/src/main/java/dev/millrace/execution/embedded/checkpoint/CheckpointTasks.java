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
  private final Map<TaskId, StateImage> lastDeltas = new HashMap<>();

  /** Adds tasks and what they share. */
  void add(List<Task> newTasks, List<StageQueues> newWork) {
    tasks.addAll(newTasks);
    work.addAll(newWork);
  }

  /**
   * A task has done all its work, and leaves {@code image}: what is in no key group for all
   * checkpoints from now on, the delta for the next.
   */
  void finished(TaskId task, StateImage image) {
    StateImage ungrouped = new StateImage();
    image.copyUngrouped(ungrouped);
    lastWords.put(task, ungrouped);
    lastDeltas.put(task, image);
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

  /**
   * The deltas of all tasks, of which none is missing. Those of tasks that have finished are
   * answered once; that of one that has passed the barrier before is left for the next checkpoint.
   */
  List<StateImage> takeDeltas(Map<TaskId, StateImage> captured) {
    List<StateImage> deltas = new ArrayList<>();
    for (Task task : tasks) {
      TaskId id = task.ports().id();
      StateImage own = captured.get(id);
      StateImage delta = own == null ? lastDeltas.remove(id) : own;
      if (delta != null) {
        deltas.add(delta);
      }
    }
    return deltas;
  }

  /** What has all that is in no key group of all tasks, of which none is missing. */
  List<StateImage> images(Map<TaskId, StateImage> captured) {
    List<StateImage> images = new ArrayList<>();
    for (Task task : tasks) {
      StateImage own = captured.get(task.ports().id());
      images.add(own == null ? lastWords.get(task.ports().id()) : own);
    }
    return images;
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
