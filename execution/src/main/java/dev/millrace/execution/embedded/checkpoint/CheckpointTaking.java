/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.task.CheckpointLedger.Timing;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.task.TaskId;
import dev.millrace.execution.embedded.work.StageQueues;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one checkpoint after the other: asks the tasks, waits until every one of them has been
 * captured or has left its last word, and has the whole written. One that not all tasks have passed
 * in time is dropped: what has been held back for its barriers is so no longer. One that is being
 * written is waited for, however long that takes.
 *
 * <p>Threading: safe for use by all threads; all state is guarded by {@code this}. Tasks are woken,
 * and the listener told, with no lock held.
 */
final class CheckpointTaking {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointTaking.class);

  private final Surroundings surroundings;
  private final long timeoutMillis;
  private final PublishingThread writer;
  private final TakingListener listener;
  private final CheckpointTasks tasks = new CheckpointTasks();
  private final UnpublishedDeltas unpublished = new UnpublishedDeltas();
  private @Nullable CheckpointUnderWay underWay;
  private volatile boolean draining;

  /** Hears what becomes of a checkpoint: one of the two, once. Then another may be taken. */
  interface TakingListener {
    /** It has been published. */
    void published(CheckpointUnderWay published, CheckpointStatistics statistics);

    /** It has come to nothing. */
    void failed(CheckpointUnderWay failed, Throwable why);
  }

  /**
   * No checkpoints yet.
   *
   * @param timeoutMillis how long it may be until all tasks have passed a barrier, 0 for ever
   * @param writer calls the targets
   */
  CheckpointTaking(
      Surroundings surroundings,
      long timeoutMillis,
      PublishingThread writer,
      TakingListener listener) {
    this.surroundings = surroundings;
    this.timeoutMillis = timeoutMillis;
    this.writer = writer;
    this.listener = listener;
  }

  /** Sets whose checkpoints are taken; before any is. */
  void of(List<Task> all, List<StageQueues> shared) {
    tasks.add(all, shared);
  }

  /** Takes a checkpoint; the one before is over. */
  void take(long checkpoint, CheckpointRequest request) {
    CheckpointUnderWay begun = new CheckpointUnderWay(checkpoint, request);
    synchronized (this) {
      underWay = begun;
    }
    begun.after(timeoutMillis, () -> drop(begun));
    tasks.ask(begun);
    writeIfComplete();
  }

  /** A task has passed the barrier of {@code checkpoint}, which may have been dropped by now. */
  void captured(TaskId task, long checkpoint, StateImage image, Timing timing) {
    synchronized (this) {
      if (underWay != null && underWay.checkpoint() == checkpoint) {
        underWay.captured(task, image, timing);
      } else {
        unpublished.add(image);
      }
    }
    writeIfComplete();
  }

  /** A task has done all its work. */
  void finished(TaskId task, StateImage image) {
    synchronized (this) {
      tasks.finished(task, image);
    }
    writeIfComplete();
  }

  /** Whether all tasks have done all their work. */
  synchronized boolean allFinished() {
    return tasks.allFinished();
  }

  /** The job is being drained, as one that begins from its checkpoints will be. */
  void draining() {
    draining = true;
  }

  private void writeIfComplete() {
    CheckpointUnderWay complete;
    synchronized (this) {
      complete = underWay;
      if (complete == null || !complete.writeIfComplete(tasks)) {
        return;
      }
    }
    try {
      writer.execute(() -> write(complete));
    } catch (RejectedExecutionException e) {
      fail(complete, e);
    }
  }

  private void write(CheckpointUnderWay complete) {
    List<StateImage> deltas = takeDeltas(complete);
    CheckpointTarget target = complete.request().target();
    CheckpointSize size;
    try {
      size =
          target.publish(
              surroundings.delta(complete, deltas, images(complete), tasks.work(), draining));
    } catch (Throwable t) {
      giveBack(deltas);
      fail(complete, t);
      return;
    }
    over();
    listener.published(complete, complete.statistics(size));
    inBackground(target::tidy);
  }

  private synchronized List<StateImage> takeDeltas(CheckpointUnderWay complete) {
    List<StateImage> deltas = new ArrayList<>(unpublished.take());
    deltas.addAll(complete.takeDeltas(tasks));
    return deltas;
  }

  private void giveBack(List<StateImage> deltas) {
    StateImage folded = UnpublishedDeltas.folded(deltas);
    synchronized (this) {
      unpublished.giveBack(List.of(folded));
    }
  }

  // What it has of tasks may be a lot.
  private synchronized void over() {
    CheckpointUnderWay ended = underWay;
    underWay = null;
    if (ended != null) {
      ended.leftDeltas().forEach(unpublished::add);
    }
  }

  private boolean foldUnpublished() {
    List<StateImage> several;
    synchronized (this) {
      several = unpublished.take();
    }
    giveBack(several);
    return false;
  }

  private void inBackground(BooleanSupplier slice) {
    try {
      writer.executeInSlices(slice);
    } catch (RejectedExecutionException e) {
      LOG.debug("There are no checkpoints any more to do this for", e);
    }
  }

  private synchronized List<StateImage> images(CheckpointUnderWay complete) {
    return complete.images(tasks);
  }

  /** Tells the tasks that {@code checkpoint} has been published. */
  void tellPublished(long checkpoint) {
    tasks.published(checkpoint);
  }

  private void drop(CheckpointUnderWay late) {
    String missing;
    synchronized (this) {
      if (!late.drop()) {
        return;
      }
      missing = late.missing(tasks).toString();
    }
    fail(
        late,
        new TimeoutException(
            "Checkpoint "
                + late.checkpoint()
                + " was dropped after "
                + timeoutMillis
                + " ms: its barrier had not been passed by "
                + missing
                + ", where a function may take long"));
  }

  /** Gives up the one that is under way because of {@code why}, unless it is being written. */
  void giveUp(Throwable why) {
    CheckpointUnderWay given;
    synchronized (this) {
      given = underWay;
      if (given == null || !given.drop()) {
        return;
      }
    }
    fail(given, why);
  }

  private void fail(CheckpointUnderWay failed, Throwable why) {
    failed.stopTimer();
    over();
    tasks.failed(failed);
    inBackground(this::foldUnpublished);
    listener.failed(failed, why);
  }

  /** What the one that is under way waits for, in words. */
  synchronized String report() {
    return underWay == null ? "" : underWay.report(tasks);
  }
}
