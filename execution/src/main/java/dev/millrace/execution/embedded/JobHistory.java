/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.checkpoint.CheckpointObserver;
import dev.millrace.execution.embedded.checkpoint.CheckpointStatistics;
import dev.millrace.execution.observe.CheckpointHistory;
import dev.millrace.execution.observe.CheckpointHistory.CheckpointView;
import dev.millrace.execution.observe.JobEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What has happened to a job, over all its attempts. Of many events and checkpoints only the latest
 * are kept.
 *
 * <p>Threading: safe for use by all threads; all state is guarded by {@code this}.
 */
final class JobHistory implements CheckpointObserver {
  private static final int MOST_EVENTS = 500;
  private static final int MOST_CHECKPOINTS = 100;

  private final long startedMillis = System.currentTimeMillis();
  private final Deque<JobEvent> events = new ArrayDeque<>();
  private final Deque<CheckpointView> checkpoints = new ArrayDeque<>();
  private long published;
  private long failed;
  private int restarts;
  private boolean draining;
  private @Nullable Long endedMillis;
  private @Nullable Throwable latestFailure;

  /** Something has happened. */
  synchronized void add(String kind, String text) {
    events.addLast(new JobEvent(System.currentTimeMillis(), kind, text));
    if (events.size() > MOST_EVENTS) {
      events.removeFirst();
    }
  }

  /** An attempt has failed, and another will begin in {@code delayMillis}. */
  synchronized void restarting(Throwable failure, long delayMillis) {
    latestFailure = failure;
    add("failed", failure.toString());
    add("restarting", "Begins again from the last checkpoint in " + delayMillis + " ms");
  }

  /** Another attempt has begun. */
  synchronized void restarted() {
    restarts++;
    add("restored", "Has begun again from the last checkpoint");
  }

  /** The job is to end with what it has. */
  synchronized void draining() {
    if (!draining) {
      draining = true;
      add("draining", "Is to end with what it has");
    }
  }

  /** The job has ended. */
  synchronized void ended(JobState state, @Nullable Throwable failure) {
    endedMillis = System.currentTimeMillis();
    if (failure != null) {
      latestFailure = failure;
      add("failed", failure.toString());
    }
    add("ended", state.toString());
  }

  @Override
  public synchronized void published(CheckpointStatistics statistics) {
    published++;
    checkpoints.addFirst(view(statistics));
    if (checkpoints.size() > MOST_CHECKPOINTS) {
      checkpoints.removeLast();
    }
  }

  @Override
  public synchronized void failed(long checkpoint, Throwable why) {
    failed++;
    add("checkpoint failed", "Checkpoint " + checkpoint + " has come to nothing: " + why);
  }

  private static CheckpointView view(CheckpointStatistics of) {
    CheckpointStatistics.OfTask aligned = longest(of, CheckpointStatistics.OfTask::alignmentNanos);
    CheckpointStatistics.OfTask paused = longest(of, CheckpointStatistics.OfTask::pauseNanos);
    return new CheckpointView(
        of.checkpoint(),
        of.beganMillis(),
        of.takingNanos(),
        of.totalNanos(),
        of.size().bytesWritten(),
        of.size().segments(),
        aligned.alignmentNanos(),
        aligned.task(),
        paused.pauseNanos(),
        paused.task());
  }

  private static CheckpointStatistics.OfTask longest(
      CheckpointStatistics of, ToLongFunction<CheckpointStatistics.OfTask> nanos) {
    return of.tasks().stream()
        .max(Comparator.comparingLong(nanos))
        .orElseGet(() -> new CheckpointStatistics.OfTask("", 0, 0));
  }

  synchronized List<JobEvent> events() {
    return new ArrayList<>(events);
  }

  synchronized CheckpointHistory checkpoints() {
    return new CheckpointHistory(published, failed, new ArrayList<>(checkpoints));
  }

  long startedMillis() {
    return startedMillis;
  }

  synchronized @Nullable Long endedMillis() {
    return endedMillis;
  }

  synchronized int restarts() {
    return restarts;
  }

  synchronized boolean isDraining() {
    return draining;
  }

  /** Why the job has failed, or last begun again; null if it never failed. */
  synchronized @Nullable Throwable latestFailure() {
    return latestFailure;
  }
}
