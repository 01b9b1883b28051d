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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Takes the checkpoints of a job, one at a time: asks the tasks whose input has ended, from which
 * barriers go through all others; waits until every task has been captured; has the whole
 * published; tells the tasks. A task that is done has left its last word, which is in all
 * checkpoints from then on. Source: Carbone et al., "Lightweight asynchronous snapshots for
 * distributed dataflows", 2015.
 *
 * <p>A checkpoint comes to nothing if not all tasks have passed its barrier in time, as a function
 * may take long, or if it cannot be published. The job goes on without it: what has been held back
 * for its barriers is so no longer, and the next one is taken when it is due. Only if a task, or
 * the end of the job, waits for a checkpoint is another one taken soon; if as many in a row as
 * {@link Durability.Patience} says come to nothing, the job fails. A checkpoint that is being
 * written is waited for, however long that takes.
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
  private final PublishingThread writer;
  private final CheckpointAgenda agenda;
  private final CheckpointRecord record;
  private final List<Task> tasks = new ArrayList<>();
  private final List<StageQueues> work = new ArrayList<>();
  private final Map<TaskId, StateImage> lastWords = new HashMap<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private @Nullable CheckpointUnderWay underWay;
  private boolean stopped;
  private long latest;
  private volatile boolean draining;

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
    this.writer = writer;
    this.agenda = new CheckpointAgenda(target, patience.failures());
    this.record = new CheckpointRecord(job);
  }

  /** Sets whose checkpoints are taken; before any is. */
  public void of(List<Task> all, List<StageQueues> shared) {
    tasks.addAll(all);
    work.addAll(shared);
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
      if (underWay != null || !agenda.isEmpty()) {
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

  // Begins the next that is to be taken, unless one is under way.
  private void begin() {
    CheckpointUnderWay begun;
    synchronized (this) {
      boolean allDone = lastWords.size() == tasks.size();
      CheckpointRequest request = underWay == null ? agenda.next(allDone) : null;
      if (request == null) {
        return;
      }
      begun = new CheckpointUnderWay(++latest, request);
      underWay = begun;
      surroundings.activity().begin();
    }
    begun.after(patience.timeoutMillis(), () -> drop(begun));
    if (begun.request().is(Kind.STOPPING)) {
      tasks.forEach(task -> task.ports().requests().stopAt(begun.checkpoint()));
    }
    tasks.forEach(task -> task.ports().requests().checkpoint(begun.checkpoint()));
    writeIfComplete();
  }

  @Override
  public void captured(TaskId task, long checkpoint, StateImage image, Timing timing) {
    synchronized (this) {
      if (underWay != null && underWay.checkpoint() == checkpoint) {
        underWay.captured(task, image, timing);
      }
    }
    writeIfComplete();
  }

  @Override
  public void finished(TaskId task, StateImage image) {
    synchronized (this) {
      lastWords.put(task, image);
    }
    writeIfComplete();
  }

  private void writeIfComplete() {
    CheckpointUnderWay complete;
    synchronized (this) {
      complete = underWay;
      if (complete == null || !complete.writeIfComplete(tasks, lastWords)) {
        return;
      }
    }
    try {
      writer.execute(() -> write(complete));
    } catch (RejectedExecutionException e) {
      failed(complete, ended());
    }
  }

  private void write(CheckpointUnderWay complete) {
    JobImage image;
    try {
      image = surroundings.image(complete, images(complete), work, draining);
      complete.request().target().publish(image);
    } catch (Throwable t) {
      failed(complete, t);
      return;
    }
    published(complete, complete.statistics(image.parts()));
  }

  private synchronized List<StateImage> images(CheckpointUnderWay complete) {
    return complete.images(tasks, lastWords);
  }

  private void published(CheckpointUnderWay complete, CheckpointStatistics statistics) {
    long checkpoint = complete.checkpoint();
    CheckpointRequest request = complete.request();
    boolean inTime;
    synchronized (this) {
      record.published(statistics);
      agenda.published();
      inTime = !closed.isDone();
      stopped |= inTime && request.is(Kind.STOPPING);
    }
    if (!request.is(Kind.PASSING)) {
      close(request.is(Kind.LAST) ? checkpoint : NONE);
    }
    surroundings.published(request, checkpoint);
    tasks.forEach(task -> task.ports().requests().checkpointComplete(checkpoint));
    if (inTime || !request.is(Kind.STOPPING)) {
      request.published().complete(checkpoint);
    } else {
      request.published().completeExceptionally(ended());
    }
    goOn(complete);
  }

  private void drop(CheckpointUnderWay late) {
    String missing;
    synchronized (this) {
      if (!late.drop()) {
        return;
      }
      missing = late.missing(tasks, lastWords).toString();
    }
    goOnBehind(late);
    tasks.forEach(task -> task.ports().requests().dropCheckpoint(late.checkpoint()));
    work.forEach(queues -> queues.forget(late.checkpoint()));
    failed(
        late,
        new TimeoutException(
            "Checkpoint "
                + late.checkpoint()
                + " was dropped after "
                + patience.timeoutMillis()
                + " ms: its barrier had not been passed by "
                + missing
                + ", where a function may take long"));
  }

  private void goOnBehind(CheckpointUnderWay failed) {
    if (failed.request().is(Kind.STOPPING)) {
      tasks.forEach(task -> task.ports().requests().goOnBehindBarrier());
    }
  }

  // The job goes on: the checkpoint before is still there, and the next may succeed.
  private void failed(CheckpointUnderWay failed, Throwable why) {
    CheckpointAgenda.Consequence consequence = CheckpointAgenda.Consequence.NONE;
    synchronized (this) {
      if (!closed.isDone()) {
        record.failed(failed.checkpoint(), why);
        consequence = agenda.failed();
      }
    }
    goOnBehind(failed);
    failed.request().published().completeExceptionally(why);
    switch (consequence) {
      case NONE -> {}
      case RETRY -> retryLater();
      case GIVE_UP ->
          surroundings.failJob().accept(patience.exhausted("A task of job " + job, why));
    }
    goOn(failed);
  }

  // Who waits does not rest, or the job might seem to be at rest for good.
  private void retryLater() {
    surroundings.activity().begin();
    CompletableFuture.delayedExecutor(patience.retryMillis(), TimeUnit.MILLISECONDS, Runnable::run)
        .execute(
            () -> {
              synchronized (this) {
                agenda.retry();
              }
              begin();
              surroundings.activity().end();
            });
  }

  private void goOn(CheckpointUnderWay over) {
    over.stopTimer();
    synchronized (this) {
      underWay = null;
    }
    begin();
    surroundings.activity().end();
  }

  /**
   * Publishes the last checkpoint of a job all of whose tasks have left, and takes no more; unless
   * the job was stopped by one, or ends otherwise meanwhile.
   *
   * @return whether the job has done all its work, rather than stopped
   * @throws IOException if the checkpoint cannot be kept, however often it is tried
   */
  public boolean finish() throws IOException {
    Throwable failure = takeLast();
    for (int failures = 1; failure != null && !closed.isDone(); failures++) {
      if (failures == patience.failures()) {
        throw patience.exhausted("Job " + job, failure);
      }
      CompletableFuture<Void> pause = new CompletableFuture<>();
      pause.completeOnTimeout(null, patience.retryMillis(), TimeUnit.MILLISECONDS);
      CompletableFuture.anyOf(closed, pause).join();
      failure = takeLast();
    }
    synchronized (this) {
      return !stopped;
    }
  }

  // Answers why it has come to nothing, if it has.
  private @Nullable Throwable takeLast() {
    CompletableFuture<@Nullable Throwable> failure =
        take(new CheckpointRequest(target, Kind.LAST)).handle((number, thrown) -> thrown);
    CompletableFuture.anyOf(closed, failure).join();
    return failure.getNow(null);
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
    CheckpointUnderWay given = null;
    List<CheckpointRequest> asked;
    synchronized (this) {
      closed.complete(null);
      asked = agenda.clear();
      if (underWay != null && underWay.drop()) {
        given = underWay;
      }
    }
    for (CheckpointRequest request : asked) {
      if (last != NONE && request.is(Kind.PASSING) && request.target() == target) {
        request.published().complete(last);
      } else {
        request.published().completeExceptionally(ended());
      }
    }
    if (given != null) {
      failed(given, ended());
    }
  }

  /** What has become of the checkpoints so far. */
  public synchronized CheckpointCounts counts() {
    return record.counts();
  }

  /** The same in words, and what the one that is under way waits for. */
  public synchronized String report() {
    return record.report() + (underWay == null ? "" : underWay.report(tasks, lastWords));
  }

  /** Tells that the job is being drained, as one that begins from its checkpoints will be. */
  public void draining() {
    draining = true;
  }
}
