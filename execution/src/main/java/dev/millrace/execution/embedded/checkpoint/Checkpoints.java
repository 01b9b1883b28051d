/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.metrics.JobMetrics;
import dev.millrace.execution.embedded.schedule.BusyCount;
import dev.millrace.execution.embedded.sideinput.SideInputStore;
import dev.millrace.execution.embedded.task.CheckpointLedger;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.task.TaskId;
import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.embedded.work.StageQueues;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the checkpoints of a job, one at a time: asks the tasks whose input has ended, from which
 * barriers go through all others; waits until every task has been captured; has the whole
 * published; tells the tasks. A task that is done has left its last word, which is in all
 * checkpoints from then on. Source: Carbone et al., "Lightweight asynchronous snapshots for
 * distributed dataflows", 2015.
 *
 * <p>While a checkpoint is taken the job counts as busy: it does not come to rest in between.
 *
 * <p>Threading: safe for use by all threads; all state is guarded by {@code this}. Tasks are woken
 * with no lock held.
 */
public final class Checkpoints implements CheckpointLedger {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final String job;
  private final CheckpointTarget target;
  private final Surroundings surroundings;
  private final PublishingThread publishing;
  private final List<Task> tasks = new ArrayList<>();
  private final List<StageQueues> work = new ArrayList<>();
  private final Map<TaskId, StateImage> lastWords = new HashMap<>();
  private @Nullable Pending pending;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private boolean closed;
  private boolean stopped;
  private long latest;
  private long failures;
  private volatile boolean draining;

  /**
   * What of the job is captured besides its tasks, and what it counts as busy in.
   *
   * @param metrics the job's metrics
   * @param sideInputs the job's side inputs
   * @param clock the job's clock
   * @param activity counts those that are busy
   */
  public record Surroundings(
      JobMetrics metrics, SideInputStore sideInputs, JobClock clock, BusyCount activity) {}

  /** Somebody wants a checkpoint at {@code target}, behind which nothing is done if it is last. */
  private record Request(CheckpointTarget target, boolean last, CompletableFuture<Long> published) {
    Request(CheckpointTarget target, boolean last) {
      this(target, last, new CompletableFuture<>());
    }
  }

  private record Pending(long checkpoint, Request request, Map<TaskId, StateImage> captured) {}

  /**
   * No checkpoints yet.
   *
   * @param job the job's name
   * @param after the number of the last checkpoint that there has been, 0 if there was none
   * @param target where checkpoints go unless told otherwise
   * @param publishing calls the target
   */
  public Checkpoints(
      String job,
      long after,
      CheckpointTarget target,
      Surroundings surroundings,
      PublishingThread publishing) {
    this.job = job;
    this.latest = after;
    this.target = target;
    this.surroundings = surroundings;
    this.publishing = publishing;
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
   * Takes a checkpoint; if one is under way, after that. Answers its number once it is published.
   */
  public CompletableFuture<Long> take() {
    return take(target);
  }

  /**
   * Takes a checkpoint that goes to {@code elsewhere}; it fails if the job ends, or begins again,
   * before that.
   */
  public CompletableFuture<Long> take(CheckpointTarget elsewhere) {
    return take(new Request(elsewhere, false));
  }

  /**
   * Takes a checkpoint that goes to {@code elsewhere}, and is the last: tasks stop at its barrier,
   * and leave once it has been published. If it cannot be they go on.
   */
  public CompletableFuture<Long> stopWith(CheckpointTarget elsewhere) {
    return take(new Request(elsewhere, true));
  }

  private CompletableFuture<Long> take(Request wanted) {
    Request request;
    Pending begun;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(tooLate());
      }
      request = wanted.last ? null : waitingFor(wanted.target);
      if (request == null) {
        request = wanted;
        waiting.add(request);
      }
      begun = beginNext();
    }
    ask(begun);
    return request.published;
  }

  private @Nullable Request waitingFor(CheckpointTarget wanted) {
    for (Request request : waiting) {
      if (request.target == wanted && !request.last) {
        return request;
      }
    }
    return null;
  }

  private IllegalStateException tooLate() {
    return new IllegalStateException(
        "Job " + job + " has ended, or begins again, before the checkpoint was complete");
  }

  private @Nullable Pending beginNext() {
    if (closed || pending != null || waiting.isEmpty()) {
      return null;
    }
    surroundings.activity.begin();
    latest++;
    pending = new Pending(latest, waiting.remove(), new HashMap<>());
    return pending;
  }

  private void ask(@Nullable Pending begun) {
    if (begun == null) {
      return;
    }
    long checkpoint = begun.checkpoint;
    if (begun.request.last) {
      tasks.forEach(task -> task.ports().requests().stopAt(checkpoint));
    }
    tasks.forEach(task -> task.ports().requests().checkpoint(checkpoint));
    publishIfComplete();
  }

  @Override
  public void captured(TaskId task, long checkpoint, StateImage image) {
    synchronized (this) {
      if (pending != null && pending.checkpoint == checkpoint) {
        pending.captured.put(task, image);
      }
    }
    publishIfComplete();
  }

  @Override
  public void finished(TaskId task, StateImage image) {
    synchronized (this) {
      lastWords.put(task, image);
    }
    publishIfComplete();
  }

  @Override
  public void wanted() {
    CompletableFuture<Long> unused = take(target);
  }

  private void publishIfComplete() {
    Pending complete;
    synchronized (this) {
      if (closed || pending == null || !isComplete(pending)) {
        return;
      }
      complete = pending;
      // Completed once: what is written is nobody's to add to.
      pending = new Pending(-1, complete.request, Map.of());
    }
    publishing.execute(() -> publish(complete));
  }

  private boolean isComplete(Pending some) {
    if (some.checkpoint < 0) {
      return false;
    }
    for (Task task : tasks) {
      TaskId id = task.ports().id();
      if (!some.captured.containsKey(id) && !lastWords.containsKey(id)) {
        return false;
      }
    }
    return true;
  }

  private void publish(Pending complete) {
    long checkpoint = complete.checkpoint;
    CompletableFuture<Long> published = complete.request.published;
    try {
      complete.request.target.publish(image(complete, false));
      surroundings.metrics.checkpointComplete(checkpoint);
      surroundings.sideInputs.checkpointComplete(checkpoint);
      boolean inTime = !complete.request.last || stop();
      tasks.forEach(task -> task.ports().requests().checkpointComplete(checkpoint));
      if (inTime) {
        published.complete(checkpoint);
      } else {
        published.completeExceptionally(tooLate());
      }
    } catch (Throwable t) {
      // The job goes on: the checkpoint before is still there, and the next may succeed.
      LOG.warn("Checkpoint {} of {} could not be published", checkpoint, job, t);
      if (complete.request.last) {
        tasks.forEach(task -> task.ports().requests().goOnBehindBarrier());
      }
      published.completeExceptionally(t);
      synchronized (this) {
        failures++;
      }
    } finally {
      goOn();
    }
  }

  // False if the job has ended meanwhile by something else.
  private boolean stop() {
    synchronized (this) {
      if (closed) {
        return false;
      }
      stopped = true;
    }
    close();
    return true;
  }

  private void goOn() {
    Pending begun;
    synchronized (this) {
      pending = null;
      begun = beginNext();
    }
    ask(begun);
    surroundings.activity.end();
  }

  private JobImage image(Pending complete, boolean finished) {
    List<StateImage> parts = new ArrayList<>();
    StateImage shared = new StateImage();
    work.forEach(queues -> queues.capture(complete.checkpoint, shared));
    surroundings.sideInputs.captureForeign(shared);
    parts.add(shared);
    synchronized (this) {
      for (Task task : tasks) {
        StateImage own = complete.captured.get(task.ports().id());
        parts.add(own == null ? lastWords.get(task.ports().id()) : own);
      }
    }
    return new JobImage(
        complete.checkpoint,
        parts,
        surroundings.metrics.capture(complete.checkpoint),
        surroundings.clock.millis(),
        draining,
        finished);
  }

  /**
   * Publishes the checkpoint of a job all of whose tasks have left, after those that are still to
   * be published; unless one of these was the last.
   *
   * @return whether the job has done all its work, rather than stopped
   * @throws Exception if it cannot be kept
   */
  public boolean finish() throws Exception {
    return publishing.call(
        () -> {
          long checkpoint;
          synchronized (this) {
            closed = true;
            if (stopped) {
              return false;
            }
            checkpoint = ++latest;
          }
          close();
          Pending all = new Pending(checkpoint, new Request(target, false), Map.of());
          target.publish(image(all, true));
          surroundings.metrics.checkpointComplete(Long.MAX_VALUE);
          return true;
        });
  }

  /**
   * Takes no checkpoints any more: the tasks have ended, or do not go on. One that is complete is
   * published all the same.
   */
  public void close() {
    List<Request> late;
    synchronized (this) {
      closed = true;
      late = new ArrayList<>(waiting);
      waiting.clear();
      if (pending != null && pending.checkpoint >= 0) {
        late.add(pending.request);
      }
    }
    late.forEach(request -> request.published.completeExceptionally(tooLate()));
  }

  /** Tells that the job is being drained, as one that begins from its checkpoints will be. */
  public void draining() {
    draining = true;
  }

  /** How many checkpoints have come to nothing. */
  public synchronized long failures() {
    return failures;
  }
}
