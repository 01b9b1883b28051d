/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.schedule.Doorbell;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What others ask of a task apart from messages: to go on now that the job is quiescent, to drain,
 * to take a checkpoint. Asking twice before the task gets to it is asking once.
 *
 * <p>Threading: anybody asks; the task takes. Written before the bell rings, so a turn that follows
 * the ring sees it.
 */
public final class Requests {
  private static final long NONE = -1;

  private final Doorbell doorbell;
  private volatile boolean quiescent;
  private volatile boolean awaitsQuiescence;
  private volatile boolean draining;
  private volatile long asked;
  private volatile long completed;
  private volatile long dropped;
  private volatile long lastBarrier = NONE;
  private final AtomicReference<@Nullable CompletableFuture<TaskInsight>> insight =
      new AtomicReference<>();
  private volatile boolean checkpointWanted;

  /** The requests to the task that {@code doorbell} wakes. */
  public Requests(Doorbell doorbell) {
    this.doorbell = doorbell;
  }

  /** Tells that the job is quiescent, which the task waits for. */
  public void quiescent() {
    quiescent = true;
    doorbell.ring();
  }

  /** Asks to end with what there is; from now on, for good. */
  public void drain() {
    draining = true;
    doorbell.ring();
  }

  /** Whether the task is to end with what there is. */
  boolean draining() {
    return draining;
  }

  /** Asks for a checkpoint of a task whose input has ended; others get its barrier by channels. */
  public void checkpoint(long checkpoint) {
    asked = checkpoint;
    doorbell.ring();
  }

  /** The last checkpoint that was asked for, 0 if none was. */
  long askedCheckpoint() {
    return asked;
  }

  /** Asks to stop at the barrier of {@code checkpoint}; before that is asked for. */
  public void stopAt(long checkpoint) {
    lastBarrier = checkpoint;
  }

  /** Asks to go on behind the barrier that the task was to stop at. */
  public void goOnBehindBarrier() {
    lastBarrier = NONE;
    doorbell.ring();
  }

  /**
   * Whether a task is to stop that has passed the barrier of {@code checkpoint} and no later one.
   */
  boolean stopsAt(long checkpoint) {
    return lastBarrier == checkpoint;
  }

  /** Tells that a checkpoint has been published. */
  public void checkpointComplete(long checkpoint) {
    completed = checkpoint;
    checkpointWanted = false;
    doorbell.ring();
  }

  /** The last checkpoint that has been published, 0 if none has. */
  long completedCheckpoint() {
    return completed;
  }

  /**
   * Asks to see to it that a checkpoint is taken, as only one makes the task go on; nothing if the
   * task has been asked before and none has been published since.
   */
  public void wantCheckpoint() {
    if (!checkpointWanted) {
      checkpointWanted = true;
      doorbell.ring();
    }
  }

  /** Whether the task is to see to it that a checkpoint is taken. */
  boolean checkpointWanted() {
    return checkpointWanted;
  }

  /**
   * Tells that a checkpoint and those before it are not waited for any more, if the task has yet to
   * pass their barriers.
   */
  public void dropCheckpoint(long checkpoint) {
    dropped = checkpoint;
    doorbell.ring();
  }

  /** The last checkpoint that has been dropped, 0 if none has. */
  long droppedCheckpoint() {
    return dropped;
  }

  /**
   * Asks for what only the task itself can tell. It answers at its next turn, unless it has had its
   * last one; a job that ends may leave the question open.
   */
  public CompletableFuture<TaskInsight> insight() {
    CompletableFuture<TaskInsight> asked =
        insight.updateAndGet(before -> before == null ? new CompletableFuture<>() : before);
    doorbell.ring();
    return requireNonNull(asked);
  }

  /** Who has asked for insight since this was called last; null if nobody has. */
  @Nullable CompletableFuture<TaskInsight> takeInsight() {
    return insight.get() == null ? null : insight.getAndSet(null);
  }

  /** Asks to look at the clock. */
  public void clockMoved() {
    doorbell.ring();
  }

  /** Whether the task waits for the job to be quiescent and has not been told that it is. */
  public boolean awaitsQuiescence() {
    return awaitsQuiescence && !quiescent;
  }

  /** Waits for the job to be quiescent from now on. */
  public void awaitQuiescence() {
    awaitsQuiescence = true;
  }

  /** Waits for the job to be quiescent no longer. */
  void goOn() {
    awaitsQuiescence = false;
    quiescent = false;
  }

  /** Whether the task may go on: it does not wait, or has been told and waits no longer. */
  boolean mayGoOn() {
    if (awaitsQuiescence && !quiescent) {
      return false;
    }
    goOn();
    return true;
  }
}
