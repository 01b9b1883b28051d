/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.checkpoint.CheckpointTarget;
import dev.millrace.execution.embedded.checkpoint.Checkpoints;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.observe.ObservedJob;
import dev.millrace.translation.graph.StageGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage graph that runs in this process. A job that takes checkpoints begins again from the last
 * one when it fails, as often as it may, and counts as running meanwhile.
 *
 * <p>A job with {@link ThreadKind#INLINE} makes headway only while somebody {@linkplain #await
 * waits} for it, on that thread.
 *
 * <p>All code of users runs with a context class loader that finds the classes of the pipeline:
 * that of the thread that starts the job if it does.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class EmbeddedJob {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedJob.class);
  private static final AtomicLong JOBS = new AtomicLong();

  /** How long {@link #cancel} waits for tasks to leave. */
  private static final long CANCEL_NANOS = TimeUnit.MILLISECONDS.toNanos(750);

  /** How long {@link #await} waits for tasks to leave that a failure or cancel has stopped. */
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How often a drain looks whether it is in vain: a function may wait for the process to end. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final JobBlueprint blueprint;
  private final Attempts attempts;
  private final JobEnd end;
  private final Waiters waiters = new Waiters();
  private final @Nullable KeepAlive keepAlive;
  private final Runnable forgetAtShutdown;

  private EmbeddedJob(JobBlueprint blueprint, Durability durability) {
    this.blueprint = blueprint;
    attempts = new Attempts(blueprint, durability.from(), durability.restarts(), this::letGo);
    end = new JobEnd(attempts);
    keepAlive = blueprint.settings().threads() == ThreadKind.INLINE ? null : keepAlive();
    forgetAtShutdown =
        blueprint.settings().shutdown().what() == AtShutdown.NONE
            ? () -> {}
            : ShutdownHook.add(blueprint.name(), this)::remove;
    String beginning =
        durability.from() == null ? "" : " from checkpoint " + durability.from().checkpoint();
    blueprint.history().add("started", "Begins" + beginning);
    attempts.begin();
    if (blueprint.target() != null && durability.everyMillis() > 0) {
      long periodNanos = TimeUnit.MILLISECONDS.toNanos(durability.everyMillis());
      accompany("checkpoints", new Companion.Rhythm(periodNanos, false), this::checkpointIfDue);
    }
  }

  private void checkpointIfDue() {
    Checkpoints checkpoints = attempts.current().checkpoints();
    if (checkpoints != null) {
      checkpoints.takeIfNoneIsUnderWay();
    }
  }

  private KeepAlive keepAlive() {
    long graceMillis = blueprint.settings().shutdown().graceMillis();
    return KeepAlive.start(
        blueprint, attempts, end, waiters, TimeUnit.MILLISECONDS.toNanos(graceMillis));
  }

  private void letGo() {
    forgetAtShutdown.run();
    if (blueprint.target() != null) {
      try {
        blueprint.target().close();
      } catch (IOException | RuntimeException e) {
        LOG.warn("The checkpoints of job {} could not be closed", blueprint.name(), e);
      }
    }
  }

  /**
   * Starts a job.
   *
   * @param graph what to run
   * @param settings how to run it
   * @param options the pipeline's options
   * @param factory makes the instances of the stages
   */
  public static EmbeddedJob start(
      StageGraph graph,
      JobSettings settings,
      PipelineOptions options,
      StageInstanceFactory factory) {
    return start(graph, settings, options, factory, Durability.NONE);
  }

  /**
   * Starts a job that takes checkpoints, or begins from one.
   *
   * @param graph what to run
   * @param settings how to run it
   * @param options the pipeline's options
   * @param factory makes the instances of the stages
   * @param durability what to begin with, and where checkpoints go
   */
  public static EmbeddedJob start(
      StageGraph graph,
      JobSettings settings,
      PipelineOptions options,
      StageInstanceFactory factory,
      Durability durability) {
    JobBlueprint blueprint =
        new JobBlueprint(
            options.getJobName() + "-" + JOBS.incrementAndGet(),
            graph,
            settings,
            options,
            factory,
            durability.target(),
            durability.patience(),
            new JobHistory(),
            JobClassLoader.of(graph, Thread.currentThread().getContextClassLoader()));
    return new EmbeddedJob(blueprint, durability);
  }

  /**
   * Takes a checkpoint. That of an inline job is taken while somebody awaits the job.
   *
   * @return its number, once it has been published; see {@link Checkpoints#take()} for how it
   *     fails, as it does at once if the job has ended
   * @throws IllegalStateException if the job takes no checkpoints
   */
  public CompletableFuture<Long> checkpoint() {
    return take(Checkpoints::take);
  }

  /** Takes a checkpoint that goes to {@code elsewhere}; see {@link #checkpoint()}. */
  public CompletableFuture<Long> checkpoint(CheckpointTarget elsewhere) {
    return take(checkpoints -> checkpoints.take(elsewhere));
  }

  private CompletableFuture<Long> take(Function<Checkpoints, CompletableFuture<Long>> how) {
    if (blueprint.target() == null) {
      throw new IllegalStateException(
          "Job " + blueprint.name() + " takes no checkpoints: it has no --checkpointDirectory");
    }
    Checkpoints checkpoints = attempts.current().checkpoints();
    return checkpoints == null
        ? CompletableFuture.failedFuture(
            new IllegalStateException(
                "Job "
                    + blueprint.name()
                    + " has begun from the last checkpoint of a job that had been done: there will"
                    + " be no other"))
        : how.apply(checkpoints);
  }

  /**
   * Takes a savepoint at {@code path}, which is a checkpoint as well.
   *
   * @return its number, once it has been published; it fails if the job ends, or begins again,
   *     before that
   * @throws IllegalStateException if the job takes no checkpoints, or a function of the job calls
   *     this, which would wait for itself
   */
  public CompletableFuture<Long> savepoint(Path path) {
    requireOutside("take a savepoint of it");
    return take(checkpoints -> checkpoints.take(savepointAt(path)));
  }

  /**
   * Stops the job with a savepoint at {@code path}, which has all that the job has done: nothing is
   * done behind it. Functions are torn down, and the job is cancelled. If the savepoint fails the
   * job goes on.
   *
   * @return its number, once it has been published, which is before the job ends; it fails if the
   *     job ends otherwise, or begins again, before that
   * @throws IllegalStateException if the job takes no checkpoints, or a function of the job calls
   *     this
   */
  public CompletableFuture<Long> stopWithSavepoint(Path path) {
    requireOutside("stop it with a savepoint");
    return take(checkpoints -> checkpoints.stopWith(savepointAt(path)));
  }

  private CheckpointTarget savepointAt(Path path) {
    return requireNonNull(blueprint.target()).savepoint(path);
  }

  private void requireOutside(String action) {
    if (end.isWithin()) {
      throw new IllegalStateException(
          "A function of job "
              + blueprint.name()
              + " waits for that very job, and so for itself: it may cancel the job, or drain it, but"
              + " only others may "
              + action);
    }
  }

  /**
   * Calls {@code action} now, every {@code period} while the job runs, and once more when it has
   * ended, on a thread of its own. Its failures are logged. {@link #await} and {@link #cancel} wait
   * for the last call as they do for tasks.
   *
   * @param purpose names the thread
   * @param period more than nothing
   */
  public void accompany(String purpose, Duration period, Runnable action) {
    accompany(purpose, new Companion.Rhythm(period.toNanos(), true), action);
  }

  private void accompany(String purpose, Companion.Rhythm rhythm, Runnable action) {
    end.add(
        Companion.start(
            "millrace-" + blueprint.name() + "-" + purpose,
            blueprint.loader(),
            attempts.outcome(),
            rhythm,
            action));
  }

  /**
   * Tells that the one who started the job does not wait for it. If nobody does when it fails, the
   * log tells of the failure. To be called once at the most.
   */
  public void leaveUnattended() {
    waiters.end(false);
    if (keepAlive != null) {
      keepAlive.tellOfFailure();
    }
  }

  /** What has become of the job. */
  public JobState state() {
    return attempts.outcome().state();
  }

  /** The first failure, the others suppressed by it; null if the job did not fail. */
  public @Nullable Throwable failure() {
    return attempts.outcome().failure();
  }

  /**
   * Waits for the job to end and all its tasks to be closed. After a failure or {@link #cancel} it
   * does not wait for ever for tasks that do not heed interrupts.
   *
   * @param millis how long to wait at the most; 0 or less for as long as it takes
   * @return whether the job has ended
   * @throws IllegalStateException if it is called by a function of the job, which would wait for
   *     itself
   */
  public boolean await(long millis) throws InterruptedException {
    if (end.isWithin()) {
      throw new IllegalStateException(
          "A function of job "
              + blueprint.name()
              + " waits for the end of that very job, and so for its own: it may cancel the job, or"
              + " drain it, but only others may wait for it");
    }
    boolean ended = false;
    waiters.begin();
    try {
      ended = awaitEnd(millis);
    } finally {
      waiters.end(ended);
    }
    return ended;
  }

  private boolean awaitEnd(long millis) throws InterruptedException {
    long nanos = millis <= 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis);
    long start = System.nanoTime();
    if (!endsWithin(nanos)) {
      return false;
    }
    long left = nanos - (System.nanoTime() - start);
    // Somebody who waits in short turns still wants the tasks to be closed at the end.
    leave(Math.max(CANCEL_NANOS, Math.min(STOP_NANOS, left)));
    return true;
  }

  /**
   * Cancels the job, unless it has ended: interrupts its tasks, and waits a short while, less than
   * a second, for them to close. A task that does not heed the interrupt closes when it can. A
   * function of the job may cancel it, too, and does not wait then.
   */
  public void cancel() {
    attempts.cancel();
    try {
      leave(CANCEL_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Makes the job end with what it has, and returns at once: sources end where they are,
   * restrictions are truncated, the watermark goes to the end of time, and the job is done when all
   * that comes of it has been processed. Draining again changes nothing.
   *
   * <p>An inline job does so while somebody awaits it.
   */
  public void drain() {
    attempts.drain();
  }

  /** Does what is to be done when the process is asked to end, and waits for it. */
  void shutDown() throws InterruptedException {
    long start = System.nanoTime();
    JobSettings.Shutdown shutdown = blueprint.settings().shutdown();
    long grace = TimeUnit.MILLISECONDS.toNanos(shutdown.graceMillis());
    if (shutdown.what() == AtShutdown.DRAIN) {
      drainWithin(grace);
    }
    if (attempts.cancel()) {
      LOG.info("Job {} is cancelled, as the process ends", blueprint.name());
    }
    leave(Math.max(CANCEL_NANOS, grace - (System.nanoTime() - start)));
  }

  private void drainWithin(long nanos) throws InterruptedException {
    if (state() != JobState.RUNNING) {
      return;
    }
    LOG.info("Job {} is drained, as the process ends", blueprint.name());
    drain();
    long start = System.nanoTime();
    long left = nanos;
    while (left > 0 && !end.anyExits() && !endsWithin(Math.min(left, LOOK_NANOS))) {
      left = nanos - (System.nanoTime() - start);
    }
  }

  private boolean endsWithin(long nanos) throws InterruptedException {
    return blueprint.settings().threads() == ThreadKind.INLINE
        ? attempts.seeToTheEnd(nanos)
        : attempts.outcome().await(nanos);
  }

  private void leave(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    if (end.await(nanos) && keepAlive != null) {
      keepAlive.join(nanos - (System.nanoTime() - start));
    }
  }

  /**
   * The metrics as of now: attempted ones include open bundles. Those of a job that has begun again
   * go on from what they were at its checkpoint.
   */
  public MetricResults metrics() {
    return attempts.current().metrics();
  }

  /** The job as those see it who look on. */
  public ObservedJob observed() {
    return new JobObservation(this, blueprint, attempts);
  }

  /** How far the job has come. */
  public JobSnapshot snapshot() {
    Attempt attempt = attempts.current();
    Checkpoints checkpoints = attempt.checkpoints();
    return new JobSnapshot(
        state(), attempt.stages(), checkpoints == null ? null : checkpoints.counts());
  }

  /** What every task is at and what it waits for, for a job that seems to be stuck. */
  public String report() {
    return attempts.current().report();
  }
}
