/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.schedule.BusyCount;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.embedded.time.ManualClock;
import java.util.List;
import java.util.function.Supplier;

/**
 * What happens when a job has come to rest. The first of these that applies:
 *
 * <ol>
 *   <li>tasks have processing-time timers that are due, a test stream having moved the clock: they
 *       fire them;
 *   <li>tasks wait for quiescence: the next of them goes on;
 *   <li>the clock is manual and timers are pending: it moves on to the next of them;
 *   <li>tasks will wake by themselves: nothing;
 *   <li>else nothing can ever happen again, and the job fails with a report.
 * </ol>
 *
 * <p>Threading: called by whatever thread brought the job to rest, which nobody ends meanwhile: one
 * rest leads to one decision, and what it is made upon does not change before it is carried out.
 */
final class Quiescence implements Runnable {
  private final Lifecycle lifecycle;
  private final JobClock clock;
  private final Supplier<String> report;
  private BusyCount activity;
  private List<Task> tasks = List.of();
  private int lastToGoOn = -1;

  Quiescence(Lifecycle lifecycle, JobClock clock, Supplier<String> report) {
    this.lifecycle = lifecycle;
    this.clock = clock;
    this.report = report;
    this.activity = new BusyCount(this);
  }

  /** The activity whose rest this is about. */
  BusyCount activity() {
    return activity;
  }

  /** Sets the tasks, in the order of stages; before any of them begins. */
  void of(List<Task> tasks) {
    this.tasks = List.copyOf(tasks);
  }

  @Override
  public void run() {
    if (lifecycle.state() != JobState.RUNNING) {
      return;
    }
    if (clock instanceof ManualClock manual) {
      if (wakeForTimers(manual.millis()) || nextGoesOn() || moveClock(manual)) {
        return;
      }
    } else if (nextGoesOn()) {
      return;
    }
    if (activity.forGood()) {
      lifecycle.fail("The job", new IllegalStateException("The job is stuck\n" + report.get()));
    }
  }

  private boolean wakeForTimers(long now) {
    boolean woken = false;
    for (Task task : tasks) {
      if (!task.status().isDone() && nextTimer(task) < now) {
        task.ports().requests().clockMoved();
        woken = true;
      }
    }
    return woken;
  }

  private static long nextTimer(Task task) {
    return task.status().timers().nextProcessingTime();
  }

  // In turn, so that two test streams play side by side.
  private boolean nextGoesOn() {
    for (int i = 1; i <= tasks.size(); i++) {
      int candidate = (lastToGoOn + i) % tasks.size();
      Task task = tasks.get(candidate);
      if (!task.status().isDone() && task.ports().requests().awaitsQuiescence()) {
        lastToGoOn = candidate;
        task.ports().requests().quiescent();
        return true;
      }
    }
    return false;
  }

  // Nobody is the master of time any more, so waiting for it would be a waste of it.
  private boolean moveClock(ManualClock manual) {
    manual.release();
    long next = Long.MAX_VALUE;
    for (Task task : tasks) {
      if (!task.status().isDone()) {
        next = Math.min(next, nextTimer(task));
      }
    }
    if (next == Long.MAX_VALUE) {
      return false;
    }
    manual.advanceTo(next + 1);
    return wakeForTimers(manual.millis());
  }
}
