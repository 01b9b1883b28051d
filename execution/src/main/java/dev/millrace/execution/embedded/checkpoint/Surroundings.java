/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.checkpoint.CheckpointRequest.Kind;
import dev.millrace.execution.embedded.metrics.JobMetrics;
import dev.millrace.execution.embedded.schedule.BusyCount;
import dev.millrace.execution.embedded.sideinput.SideInputStore;
import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.embedded.work.StageQueues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What of a job is captured besides its tasks, what it counts as busy in, and how it fails.
 *
 * @param metrics the job's metrics
 * @param sideInputs the job's side inputs
 * @param clock the job's clock
 * @param activity counts those that are busy
 * @param failJob fails the job
 * @param observer hears what becomes of checkpoints
 */
public record Surroundings(
    JobMetrics metrics,
    SideInputStore sideInputs,
    JobClock clock,
    BusyCount activity,
    Consumer<Throwable> failJob,
    CheckpointObserver observer) {

  /**
   * What makes the checkpoint {@code complete} of the one before.
   *
   * @param deltas what has happened to keyed state, in order
   * @param images what has all that is in no key group of the tasks
   * @param work what tasks share
   * @param draining whether the job is being drained
   */
  JobDelta delta(
      CheckpointUnderWay complete,
      List<StateImage> deltas,
      List<StateImage> images,
      List<StageQueues> work,
      boolean draining) {
    StateImage shared = new StateImage();
    work.forEach(queues -> queues.capture(complete.checkpoint(), shared));
    sideInputs.captureForeign(shared);
    List<StateImage> ungrouped = new ArrayList<>();
    ungrouped.add(shared);
    ungrouped.addAll(images);
    boolean last = complete.request().is(Kind.LAST);
    return new JobDelta(
        complete.checkpoint(),
        deltas,
        ungrouped,
        metrics.capture(last ? Long.MAX_VALUE : complete.checkpoint()),
        clock.millis(),
        draining,
        last);
  }

  /** {@code checkpoint} has been published, as was asked by {@code request}. */
  void published(CheckpointRequest request, long checkpoint) {
    metrics.checkpointComplete(request.is(Kind.LAST) ? Long.MAX_VALUE : checkpoint);
    sideInputs.checkpointComplete(checkpoint);
  }

  /** Does {@code action} in {@code millis}; the job does not come to rest until then. */
  void later(long millis, Runnable action) {
    activity.begin();
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run)
        .execute(
            () -> {
              action.run();
              activity.end();
            });
  }
}
