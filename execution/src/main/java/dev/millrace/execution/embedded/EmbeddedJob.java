/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.checkpoint.CheckpointTarget;
import dev.millrace.execution.embedded.checkpoint.Checkpoints;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.embedded.checkpoint.PublishingThread;
import dev.millrace.execution.embedded.checkpoint.Surroundings;
import dev.millrace.execution.embedded.grouping.spill.MemoryBudget;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.embedded.metrics.JobMetrics;
import dev.millrace.execution.embedded.schedule.InlineRunner;
import dev.millrace.execution.embedded.schedule.TaskRunner;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.embedded.schedule.ThreadRunner;
import dev.millrace.execution.embedded.sideinput.SideInputStore;
import dev.millrace.execution.embedded.task.CheckpointLedger;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.embedded.time.ManualClock;
import dev.millrace.execution.embedded.time.WallClock;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage graph that runs in this process.
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

  private final ThreadKind threads;
  private final JobSettings.Shutdown shutdown;
  private final Lifecycle lifecycle;
  private final TaskRunner runner;
  private final @Nullable ClassLoader loader;
  private final JobParts parts;
  private final PublishingThread writer;
  private final @Nullable Checkpoints checkpoints;
  private final Survey survey;
  private final List<Task> tasks;
  private final Closing closing;
  private final Waiters waiters = new Waiters();
  private final @Nullable KeepAlive keepAlive;

  private EmbeddedJob(
      StageGraph graph,
      JobSettings settings,
      PipelineOptions options,
      StageInstanceFactory factory,
      Durability durability) {
    StopSignal stop = new StopSignal();
    JobImage from = durability.from();
    JobClock clock = clock(graph, settings, from);
    threads = settings.threads();
    shutdown = settings.shutdown();
    lifecycle = new Lifecycle(stop);
    Quiescence quiescence = new Quiescence(lifecycle, clock, this::report);
    String name = options.getJobName() + "-" + JOBS.incrementAndGet();
    JobMetrics metrics = new JobMetrics(durability.target() != null);
    if (from != null) {
      metrics.restore(from.metrics());
    }
    StateImage image = from == null ? null : from.merged();
    SideInputStore sideInputs =
        new SideInputStore(stop, durable(graph, durability.target() != null, image));
    writer = writer(settings, name);
    checkpoints =
        durability.target() == null
            ? null
            : new Checkpoints(
                name,
                from == null ? 0 : from.checkpoint(),
                durability.target(),
                durability.patience(),
                new Surroundings(
                    metrics,
                    sideInputs,
                    clock,
                    quiescence.activity(),
                    failure -> lifecycle.fail("The checkpoints", failure)),
                writer);
    parts =
        new JobParts(
            name,
            options,
            new JobParts.Control(quiescence.activity(), stop, clock),
            metrics,
            sideInputs,
            new Spilling(
                new MemoryBudget(settings.memory().groupingBytes()),
                settings.memory().spillDirectory(),
                stop),
            image,
            checkpoints == null ? CheckpointLedger.NONE : checkpoints);
    TaskAssembly assembly = new TaskAssembly(graph, settings, parts, factory);
    tasks = assembly.assemble();
    views(graph).forEach(view -> sideInputs.restore(view.view()));
    if (checkpoints != null) {
      checkpoints.of(tasks, assembly.work());
    }
    quiescence.of(tasks);
    loader = JobClassLoader.of(graph, Thread.currentThread().getContextClassLoader());
    runner =
        threads == ThreadKind.INLINE
            ? new InlineRunner(tasks, lifecycle, quiescence.activity(), stop, loader)
            : new ThreadRunner(tasks, lifecycle, quiescence.activity(), stop, threads, loader);
    survey = new Survey(tasks, runner::stackTrace);
    closing = new Closing(parts.name(), lifecycle, runner, survey::report);
    keepAlive = threads == ThreadKind.INLINE ? null : keepAlive();
    lifecycle.begin(
        tasks.size(), this::stopTasks, this::finishCheckpoints, allLeft(forgetAtShutdown()));
    begin(from);
    if (checkpoints != null && durability.everyMillis() > 0) {
      accompany(
          "checkpoints",
          Duration.ofMillis(durability.everyMillis()),
          checkpoints::takeIfNoneIsUnderWay);
    }
  }

  private KeepAlive keepAlive() {
    long graceNanos = TimeUnit.MILLISECONDS.toNanos(shutdown.graceMillis());
    return KeepAlive.start(parts.name(), lifecycle, closing, waiters, graceNanos);
  }

  private Runnable forgetAtShutdown() {
    return shutdown.what() == AtShutdown.NONE
        ? () -> {}
        : ShutdownHook.add(parts.name(), this)::remove;
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
    return new EmbeddedJob(graph, settings, options, factory, durability);
  }

  private static JobClock clock(
      StageGraph graph, JobSettings settings, @Nullable JobImage from) {
    if (graph.stages().stream().anyMatch(Stage::playsTestStream)) {
      return new ManualClock(
          from == null ? BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis() : from.clockMillis());
    }
    return settings.threads() == ThreadKind.INLINE
        ? new ManualClock(System.currentTimeMillis())
        : new WallClock();
  }

  private static Stream<OperatorSpec.MaterializeView> views(StageGraph graph) {
    return graph.stages().stream()
        .flatMap(stage -> stage.operators().stream())
        .filter(OperatorSpec.MaterializeView.class::isInstance)
        .map(OperatorSpec.MaterializeView.class::cast);
  }

  @SuppressWarnings("deprecation") // a view's internals are deprecated for users, made for runners
  private static SideInputStore.Durable durable(
      StageGraph graph, boolean keepsContents, @Nullable StateImage image) {
    Map<TupleTag<?>, String> transforms = new HashMap<>();
    views(graph).forEach(view -> transforms.put(view.view().getTagInternal(), view.transform()));
    return new SideInputStore.Durable(
        keepsContents, transforms, JobParts.restored(image, 0, 1));
  }

  // An inline job has one thread for everything.
  private static PublishingThread writer(JobSettings settings, String name) {
    return settings.threads() == ThreadKind.INLINE
        ? PublishingThread.caller()
        : PublishingThread.named("millrace-" + name + "-checkpoint-writer");
  }

  private void stopTasks() {
    closeCheckpoints();
    runner.stop();
  }

  private Runnable allLeft(Runnable forget) {
    return () -> {
      closeCheckpoints();
      writer.close();
      forget.run();
    };
  }

  private void closeCheckpoints() {
    if (checkpoints != null) {
      checkpoints.close();
    }
  }

  private void finishCheckpoints() throws IOException {
    if (checkpoints != null) {
      checkpoints.finish();
    }
  }

  /**
   * Takes a checkpoint. That of an inline job is taken while somebody awaits the job.
   *
   * @return its number, once it has been published; see {@link Checkpoints#take()} for how it fails,
   *     as it does at once if the job has ended
   * @throws IllegalStateException if the job takes no checkpoints
   */
  public CompletableFuture<Long> checkpoint() {
    return requireCheckpoints().take();
  }

  /** Takes a checkpoint that goes to {@code elsewhere}; see {@link #checkpoint()}. */
  public CompletableFuture<Long> checkpoint(CheckpointTarget elsewhere) {
    return requireCheckpoints().take(elsewhere);
  }

  private Checkpoints requireCheckpoints() {
    if (checkpoints == null) {
      throw new IllegalStateException("Job " + parts.name() + " takes no checkpoints");
    }
    return checkpoints;
  }

  // Tasks that nobody feeds begin by themselves, the others when something arrives, unless they may
  // have been restored with something to do: what waited for the checkpoint goes on, and a drain
  // comes before anything else. The job counts as busy until all have been woken, or it might come
  // to rest too early.
  private void begin(@Nullable JobImage from) {
    parts.control().activity().begin();
    if (from != null && from.draining()) {
      drain();
    }
    for (Task task : tasks) {
      if (from != null) {
        task.ports().requests().checkpointComplete(from.checkpoint());
      } else if (task.incoming().isEmpty()) {
        task.doorbell().ring();
      }
    }
    parts.control().activity().end();
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
    closing.add(
        Companion.start(
            "millrace-" + parts.name() + "-" + purpose,
            loader,
            lifecycle,
            period.toNanos(),
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
    return lifecycle.state();
  }

  /** The first failure, the others suppressed by it; null if the job did not fail. */
  public @Nullable Throwable failure() {
    return lifecycle.failure();
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
    if (closing.isWithin()) {
      throw new IllegalStateException(
          "A function of job "
              + parts.name()
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
    lifecycle.cancel();
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
    if (checkpoints != null) {
      checkpoints.draining();
    }
    parts.control().activity().begin();
    tasks.forEach(task -> task.ports().requests().drain());
    parts.control().activity().end();
  }

  /** Does what is to be done when the process is asked to end, and waits for it. */
  void shutDown() throws InterruptedException {
    long start = System.nanoTime();
    long grace = TimeUnit.MILLISECONDS.toNanos(shutdown.graceMillis());
    if (shutdown.what() == AtShutdown.DRAIN) {
      drainWithin(grace);
    }
    if (lifecycle.cancel()) {
      LOG.info("Job {} is cancelled, as the process ends", parts.name());
    }
    leave(Math.max(CANCEL_NANOS, grace - (System.nanoTime() - start)));
  }

  private void drainWithin(long nanos) throws InterruptedException {
    if (lifecycle.state() != JobState.RUNNING) {
      return;
    }
    LOG.info("Job {} is drained, as the process ends", parts.name());
    drain();
    long start = System.nanoTime();
    long left = nanos;
    while (left > 0 && !closing.anyExits() && !endsWithin(Math.min(left, LOOK_NANOS))) {
      left = nanos - (System.nanoTime() - start);
    }
  }

  private boolean endsWithin(long nanos) throws InterruptedException {
    if (threads == ThreadKind.INLINE) {
      runner.await(nanos);
    }
    return lifecycle.await(threads == ThreadKind.INLINE ? 0 : nanos);
  }

  private void leave(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    if (closing.await(nanos) && keepAlive != null) {
      keepAlive.join(nanos - (System.nanoTime() - start));
    }
  }

  /** The metrics as of now: attempted ones include open bundles. */
  public MetricResults metrics() {
    return parts.metrics().results();
  }

  /** How far the job has come. */
  public JobSnapshot snapshot() {
    return new JobSnapshot(
        state(), survey.stages(), checkpoints == null ? null : checkpoints.counts());
  }

  /** What every task is at and what it waits for, for a job that seems to be stuck. */
  public String report() {
    return "Job "
        + parts.name()
        + ": "
        + state()
        + ", "
        + parts.control().activity()
        + "\n"
        + survey.report()
        + parts.sideInputs().report()
        + (checkpoints == null ? "" : checkpoints.report());
  }
}
