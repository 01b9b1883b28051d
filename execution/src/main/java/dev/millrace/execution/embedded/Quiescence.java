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
 *       fire them, unless these wait for a checkpoint;
 *   <li>tasks wait for quiescence: the next of them goes on;
 *   <li>the clock is manual and timers are pending: it moves on to the next of them;
 *   <li>the clock is manual and timers that are due wait for a checkpoint: one is taken;
 *   <li>tasks will wake by themselves: nothing;
 *   <li>else nothing can ever happen again, and the job fails with a report.
 * </ol>
 *
 * <p>Threading: called by whatever thread brought the job to rest, which nobody ends meanwhile: one
 * rest leads to one decision, and what it is made upon does not change before it is carried out.
 */
final class Quiescence {
  private static final Runnable NOTHING = () -> {};

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
    this.activity = new BusyCount(this::decide);
  }

  /** The activity whose rest this is about. */
  BusyCount activity() {
    return activity;
  }

  /** Sets the tasks, in the order of stages; before any of them begins. */
  void of(List<Task> tasks) {
    this.tasks = List.copyOf(tasks);
  }

  // Whoever fails a job takes locks.
  private Runnable decide() {
    if (lifecycle.state() != JobState.RUNNING || goesOn() || !activity.forGood()) {
      return NOTHING;
    }
    return () ->
        lifecycle.fail("The job", new IllegalStateException("The job is stuck\n" + report.get()));
  }

  private boolean goesOn() {
    if (clock instanceof ManualClock manual) {
      return wakeForTimers(manual.millis())
          || nextGoesOn()
          || moveClock(manual)
          || wantCheckpoint(manual.millis());
    }
    return nextGoesOn();
  }

  private boolean wakeForTimers(long now) {
    boolean woken = false;
    for (Task task : tasks) {
      if (isDue(task, now) && !task.status().timers().awaitCheckpoint()) {
        task.ports().requests().clockMoved();
        woken = true;
      }
    }
    return woken;
  }

  private boolean wantCheckpoint(long now) {
    boolean due = false;
    for (Task task : tasks) {
      if (isDue(task, now)) {
        task.ports().requests().wantCheckpoint();
        due = true;
      }
    }
    return due;
  }

  private static boolean isDue(Task task, long now) {
    return nextTimer(task) < now;
  }

  private static long nextTimer(Task task) {
    return task.status().isDone() ? Long.MAX_VALUE : task.status().timers().nextProcessingTime();
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
    long next;
    while ((next = nextTimerFrom(manual.millis())) != Long.MAX_VALUE) {
      manual.advanceTo(next + 1);
      if (wakeForTimers(manual.millis())) {
        return true;
      }
    }
    return false;
  }

  private long nextTimerFrom(long now) {
    return tasks.stream()
        .mapToLong(Quiescence::nextTimer)
        .filter(time -> time >= now)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
