/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.checkpoint.CheckpointRequest.Kind;
import dev.millrace.execution.embedded.task.CheckpointLedger;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.task.TaskId;
import dev.millrace.execution.embedded.work.StageQueues;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * Takes the checkpoints of a job, one at a time: asks the tasks whose input has ended, from which
 * barriers go through all others; waits until every task has been captured; has the whole
 * published; tells the tasks. A task that is done has left its last word, which is in all
 * checkpoints from then on. Source: Carbone et al., "Lightweight asynchronous snapshots for
 * distributed dataflows", 2015.
 *
 * <p>A checkpoint comes to nothing if not all tasks have passed its barrier in time, as a function
 * may take long, or if it cannot be published. The job goes on without it, and the next one is
 * taken when it is due. Only if a task, or the end of the job, waits for a checkpoint is another
 * one taken soon; if as many in a row as {@link Durability.Patience} says come to nothing, the job
 * fails.
 *
 * <p>While a checkpoint is taken or waited for the job counts as busy: it does not come to rest in
 * between.
 *
 * <p>Threading: safe for use by all threads; all state is guarded by {@code this}. Tasks are woken,
 * and futures completed, with no lock held.
 */
public final class Checkpoints implements CheckpointLedger {
  private static final long NONE = -1;

  private final String job;
  private final CheckpointTarget target;
  private final Durability.Patience patience;
  private final Surroundings surroundings;
  private final CheckpointAgenda agenda;
  private final CheckpointTaking taking;
  private final CheckpointRecord record;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private boolean underWay;
  private boolean stopped;
  private long latest;

  /**
   * No checkpoints yet.
   *
   * @param job the job's name
   * @param after the number of the last checkpoint that there has been, 0 if there was none
   * @param target where checkpoints go unless told otherwise
   * @param writer calls the target
   */
  public Checkpoints(
      String job,
      long after,
      CheckpointTarget target,
      Durability.Patience patience,
      Surroundings surroundings,
      PublishingThread writer) {
    this.job = job;
    this.latest = after;
    this.target = target;
    this.patience = patience;
    this.surroundings = surroundings;
    this.agenda = new CheckpointAgenda(target, patience.failures());
    this.taking =
        new CheckpointTaking(surroundings, patience.timeoutMillis(), writer, new Outcomes());
    this.record = new CheckpointRecord(job, surroundings.observer());
  }

  /** Sets whose checkpoints are taken; before any is. */
  public void of(List<Task> all, List<StageQueues> shared) {
    taking.of(all, shared);
  }

  @Override
  public boolean takesCheckpoints() {
    return true;
  }

  /**
   * Takes a checkpoint; if one is under way, after that. Two that wait for the same one are one.
   *
   * @return its number once it is published; fails with a {@link TimeoutException} if it was
   *     dropped, with an {@link IllegalStateException} if the job has ended, or ends or begins
   *     again before all tasks have passed the barrier, else with what kept it from being published
   */
  public CompletableFuture<Long> take() {
    return take(target);
  }

  /** Takes a checkpoint that goes to {@code elsewhere}; see {@link #take()}. */
  public CompletableFuture<Long> take(CheckpointTarget elsewhere) {
    return take(new CheckpointRequest(elsewhere, Kind.PASSING));
  }

  /**
   * Takes a checkpoint that goes to {@code elsewhere}, and behind which nothing is done: tasks stop
   * at its barrier, and leave once it has been published. If it comes to nothing they go on.
   */
  public CompletableFuture<Long> stopWith(CheckpointTarget elsewhere) {
    return take(new CheckpointRequest(elsewhere, Kind.STOPPING));
  }

  private CompletableFuture<Long> take(CheckpointRequest wanted) {
    CompletableFuture<Long> published;
    synchronized (this) {
      published =
          closed.isDone()
              ? CompletableFuture.failedFuture(ended())
              : agenda.ask(wanted).published();
    }
    begin();
    return published;
  }

  private IllegalStateException ended() {
    return new IllegalStateException(
        "Job " + job + " has ended, or begins again, before the checkpoint was complete");
  }

  /** Takes a checkpoint, unless one is under way or another will be taken soon. */
  public void takeIfNoneIsUnderWay() {
    synchronized (this) {
      if (underWay || !agenda.isEmpty()) {
        return;
      }
    }
    CompletableFuture<Long> unused = take();
  }

  @Override
  public void wanted() {
    synchronized (this) {
      // The one under way may do; if not, the task says so again when it has been published.
      if (!closed.isDone()) {
        agenda.await();
      }
    }
    begin();
  }

  @Override
  public void captured(TaskId task, long checkpoint, StateImage image, Timing timing) {
    taking.captured(task, checkpoint, image, timing);
  }

  @Override
  public void finished(TaskId task, StateImage image) {
    taking.finished(task, image);
  }

  // Begins the next that is to be taken, unless one is under way.
  private void begin() {
    CheckpointRequest request;
    long checkpoint;
    boolean onlyLast = taking.allFinished();
    synchronized (this) {
      request = underWay ? null : agenda.next(onlyLast);
      if (request == null) {
        return;
      }
      underWay = true;
      checkpoint = ++latest;
      surroundings.activity().begin();
    }
    taking.take(checkpoint, request);
    if (closed.isDone()) {
      // Whoever closed may have found nothing to give up yet.
      taking.giveUp(ended());
    }
  }

  /** What follows from what becomes of a checkpoint. */
  private final class Outcomes implements CheckpointTaking.TakingListener {
    @Override
    public void published(CheckpointUnderWay published, CheckpointStatistics statistics) {
      long checkpoint = published.checkpoint();
      CheckpointRequest request = published.request();
      boolean inTime;
      synchronized (Checkpoints.this) {
        record.published(statistics);
        agenda.published();
        inTime = !closed.isDone();
        stopped |= inTime && request.is(Kind.STOPPING);
      }
      if (!request.is(Kind.PASSING)) {
        close(request.is(Kind.LAST) ? checkpoint : NONE);
      }
      surroundings.published(request, checkpoint);
      taking.tellPublished(checkpoint);
      if (inTime || !request.is(Kind.STOPPING)) {
        request.published().complete(checkpoint);
      } else {
        request.published().completeExceptionally(ended());
      }
      goOn();
    }

    // The job goes on: the checkpoint before is still there, and the next may succeed.
    @Override
    public void failed(CheckpointUnderWay failed, Throwable why) {
      CheckpointAgenda.Consequence consequence = CheckpointAgenda.Consequence.NONE;
      synchronized (Checkpoints.this) {
        if (!closed.isDone()) {
          record.failed(failed.checkpoint(), why);
          consequence = agenda.failed();
        }
      }
      failed.request().published().completeExceptionally(why);
      switch (consequence) {
        case NONE -> {}
        case RETRY -> surroundings.later(patience.retryMillis(), this::retry);
        case GIVE_UP ->
            surroundings.failJob().accept(patience.exhausted("A task of job " + job, why));
      }
      goOn();
    }

    private void retry() {
      synchronized (Checkpoints.this) {
        agenda.retry();
      }
      begin();
    }

    private void goOn() {
      synchronized (Checkpoints.this) {
        underWay = false;
      }
      begin();
      surroundings.activity().end();
    }
  }

  /**
   * Publishes the last checkpoint of a job all of whose tasks have left, and takes no more; unless
   * the job was stopped by one, or ends otherwise meanwhile.
   *
   * @return whether the job has done all its work, rather than stopped
   * @throws IOException if the checkpoint cannot be kept, however often it is tried
   */
  public boolean finish() throws IOException {
    new LastCheckpoint(job, target, patience, closed, this::take).publish();
    synchronized (this) {
      return !stopped;
    }
  }

  /**
   * Takes no more checkpoints: tasks have ended, or do not go on. Those that were asked for fail;
   * one that all tasks have passed is published all the same.
   */
  public void close() {
    close(NONE);
  }

  // The last one of a job that has done all its work does for those who have asked for one.
  private void close(long last) {
    List<CheckpointRequest> asked;
    synchronized (this) {
      closed.complete(null);
      asked = agenda.clear();
    }
    for (CheckpointRequest request : asked) {
      if (last != NONE && request.is(Kind.PASSING) && request.target() == target) {
        request.published().complete(last);
      } else {
        request.published().completeExceptionally(ended());
      }
    }
    taking.giveUp(ended());
  }

  /** What has become of the checkpoints so far. */
  public synchronized CheckpointCounts counts() {
    return record.counts();
  }

  /** The same in words, and what the one that is under way waits for. */
  public String report() {
    String soFar;
    synchronized (this) {
      soFar = record.report();
    }
    return soFar + taking.report();
  }

  /** Tells that the job is being drained, as one that begins from its checkpoints will be. */
  public void draining() {
    taking.draining();
  }
}
