/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.checkpoint.StateSource;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.checkpoint.CheckpointTarget;
import dev.millrace.execution.embedded.checkpoint.Checkpoints;
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
import dev.millrace.execution.embedded.storage.ColdTiers;
import dev.millrace.execution.embedded.task.CheckpointLedger;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.embedded.time.ManualClock;
import dev.millrace.execution.embedded.time.WallClock;
import dev.millrace.execution.observe.StageNumbers;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One go of a job at its work: all tasks, from the beginning or a checkpoint to the end or the
 * first failure. Nothing of it is used by another attempt.
 *
 * <p>Threading: safe for use by all threads.
 */
final class Attempt {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
  private static final long NOT = -1;

  private final JobBlueprint job;
  private final long restored;
  private final Lifecycle lifecycle;
  private final TaskRunner runner;
  private final JobParts parts;
  private final PublishingThread publishing;
  private final @Nullable Checkpoints checkpoints;
  private final Survey survey;
  private final Reasoning reasoning;
  private final SideInputWatch watch;
  private final List<Task> tasks;
  private final Closing closing;
  private final long startNanos = System.nanoTime();
  private boolean begun;
  private boolean draining;
  private volatile long endNanos;
  private volatile boolean left;

  /** Hears of the end of an attempt. Called with no lock held. */
  interface Observer {
    /** The attempt has ended, and nobody has been told. Tasks may go on. */
    void ended(Attempt attempt);

    /** All tasks have left, and nothing is published any more. */
    void allLeft(Attempt attempt);
  }

  /**
   * An attempt that has not begun.
   *
   * @param from what it begins with, null to begin anew; one of a finished job leaves nothing to do
   */
  Attempt(JobBlueprint job, @Nullable JobImage from, Observer observer) {
    this.job = job;
    this.restored = from == null ? NOT : from.checkpoint();
    this.draining = from != null && from.draining();
    boolean finished = from != null && from.finished();
    StopSignal stop = new StopSignal();
    JobClock clock = clock(job, from);
    lifecycle = new Lifecycle(stop, new Ends(observer));
    Quiescence quiescence =
        new Quiescence(
            () -> lifecycle.state() == JobState.RUNNING,
            failure -> lifecycle.fail("The job", failure),
            clock,
            this::report);
    CheckpointTarget target = finished ? null : job.target();
    JobMetrics metrics = new JobMetrics(target != null);
    if (from != null) {
      metrics.restore(from.metrics());
    }
    StateSource state = from == null ? null : from.state();
    SideInputStore sideInputs =
        new SideInputStore(stop, durable(job.graph(), target != null, state));
    publishing = publishing(job);
    checkpoints =
        target == null
            ? null
            : new Checkpoints(
                job.name(),
                Math.max(target.last(), from == null ? 0 : from.checkpoint()),
                target,
                job.patience(),
                new Surroundings(
                    metrics,
                    sideInputs,
                    clock,
                    quiescence.activity(),
                    failure -> lifecycle.fail("The checkpoints", failure),
                    job.history()),
                publishing);
    parts =
        new JobParts(
            job.name(),
            job.options(),
            new JobParts.Control(quiescence.activity(), stop, clock),
            metrics,
            sideInputs,
            new Spilling(
                new MemoryBudget(job.settings().memory().groupingBytes()),
                job.settings().memory().spillDirectory(),
                stop),
            tiers(job, finished),
            state,
            checkpoints == null ? CheckpointLedger.NONE : checkpoints);
    TaskAssembly assembly = new TaskAssembly(job.graph(), job.settings(), parts, job.factory());
    tasks = finished ? List.of() : assembly.assemble();
    views(job.graph()).forEach(view -> sideInputs.restore(view.view()));
    if (checkpoints != null) {
      checkpoints.of(tasks, assembly.work());
    }
    quiescence.of(tasks);
    runner =
        job.settings().threads() == ThreadKind.INLINE
            ? new InlineRunner(tasks, lifecycle, quiescence.activity(), stop, job.loader())
            : new ThreadRunner(
                tasks,
                lifecycle,
                quiescence.activity(),
                stop,
                job.settings().threads(),
                job.loader());
    survey = new Survey(tasks, runner::stackTrace);
    reasoning = new Reasoning(job.graph(), tasks, runner::stackTrace, clock);
    watch =
        new SideInputWatch(survey::readers, message -> LOG.warn("Job {}: {}", job.name(), message));
    closing = new Closing(job.name(), lifecycle, runner, this::report);
  }

  private static JobClock clock(JobBlueprint job, @Nullable JobImage from) {
    if (job.graph().stages().stream().anyMatch(Stage::playsTestStream)) {
      return new ManualClock(
          from == null ? BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis() : from.clockMillis());
    }
    return job.settings().threads() == ThreadKind.INLINE
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
      StageGraph graph, boolean takesCheckpoints, @Nullable StateSource state) {
    Map<TupleTag<?>, String> transforms = new HashMap<>();
    views(graph).forEach(view -> transforms.put(view.view().getTagInternal(), view.transform()));
    return new SideInputStore.Durable(takesCheckpoints, transforms, JobParts.shared(state));
  }

  private static @Nullable ColdTiers tiers(JobBlueprint job, boolean finished) {
    JobSettings.StateStorage state = job.settings().state();
    return state.provider() == null || finished
        ? null
        : ColdTiers.open(
            state.provider(),
            job.settings().memory().spillDirectory(),
            state.heapBytes(),
            state.storeBytes());
  }

  // An inline job has one thread for everything.
  private static PublishingThread publishing(JobBlueprint job) {
    return job.settings().threads() == ThreadKind.INLINE
        ? PublishingThread.caller()
        : PublishingThread.named("millrace-" + job.name() + "-checkpoint-writer");
  }

  /** What is to be done at the end. */
  private final class Ends implements Lifecycle.Listener {
    private final Observer observer;

    Ends(Observer observer) {
      this.observer = observer;
    }

    @Override
    public JobState complete() throws Exception {
      return checkpoints == null || checkpoints.finish() ? JobState.DONE : JobState.CANCELLED;
    }

    @Override
    public void ended() {
      endNanos = System.nanoTime();
      if (checkpoints != null) {
        checkpoints.close();
      }
      observer.ended(Attempt.this);
    }

    @Override
    public void allLeft() {
      publishing.close();
      ColdTiers tiers = parts.tiers();
      if (tiers != null) {
        tiers.close();
      }
      left = true;
      observer.allLeft(Attempt.this);
    }
  }

  /**
   * Begins. Tasks that nobody feeds do so by themselves, the others when something arrives, unless
   * they may have been restored with something to do: what waited for the checkpoint goes on, and a
   * drain comes before anything else. The attempt counts as busy until all have been woken, or it
   * might come to rest too early.
   */
  void begin() {
    lifecycle.begin(tasks.size(), runner::stop);
    parts.control().activity().begin();
    if (isToDrain()) {
      askToDrain();
    }
    for (Task task : tasks) {
      if (restored != NOT) {
        task.ports().requests().checkpointComplete(restored);
      } else if (task.incoming().isEmpty()) {
        task.doorbell().ring();
      }
    }
    parts.control().activity().end();
    if (lifecycle.state() != JobState.RUNNING) {
      // Somebody cancelled it before there was anything to stop.
      runner.stop();
    }
  }

  private synchronized boolean isToDrain() {
    begun = true;
    return draining;
  }

  /** Makes the attempt end with what it has, once it has begun; see {@link EmbeddedJob#drain}. */
  void drain() {
    synchronized (this) {
      draining = true;
      if (!begun) {
        return;
      }
    }
    askToDrain();
  }

  private void askToDrain() {
    if (checkpoints != null) {
      checkpoints.draining();
    }
    parts.control().activity().begin();
    tasks.forEach(task -> task.ports().requests().drain());
    parts.control().activity().end();
  }

  /** Cancels the attempt, unless it has ended. */
  void cancel() {
    lifecycle.cancel();
  }

  /** Waits for the attempt to end, or runs it if it is an inline one; at most {@code nanos}. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    boolean inline = job.settings().threads() == ThreadKind.INLINE;
    if (inline) {
      runner.await(nanos);
    }
    return lifecycle.await(inline ? 0 : nanos);
  }

  /** Tells the log of what does not go on and is not stuck either. */
  void look() {
    if (lifecycle.state() == JobState.RUNNING) {
      watch.look(parts.control().clock().millis());
    }
  }

  JobState state() {
    return lifecycle.state();
  }

  /** Why it has failed; null if it has not. */
  @Nullable Throwable failure() {
    return lifecycle.failure();
  }

  /** How long it has run, if it has ended. */
  long ranNanos() {
    return endNanos - startNanos;
  }

  /** How long ago it has ended, if it has. */
  long endedForNanos() {
    return System.nanoTime() - endNanos;
  }

  /** Whether all tasks have left, and nothing is published any more. */
  boolean hasLeft() {
    return left;
  }

  Closing closing() {
    return closing;
  }

  /** Its checkpoints, null if it takes none, be it that the job had done all its work before. */
  @Nullable Checkpoints checkpoints() {
    return checkpoints;
  }

  /** The metrics as of now. */
  MetricResults metrics() {
    return parts.metrics().results();
  }

  /** How far the stages have come; none if there was nothing left to do. */
  List<JobSnapshot.Stage> stages() {
    return survey.stages();
  }

  /** The numbers of all stages, each with those of its instances. */
  List<StageNumbers> numbers() {
    long end = endNanos;
    return survey.numbers((end == 0 ? System.nanoTime() : end) - startNanos);
  }

  /** Tells why transforms wait. */
  Reasoning reasoning() {
    return reasoning;
  }

  /** What every task is at and what it waits for. */
  String report() {
    return "Job "
        + parts.name()
        + ": "
        + lifecycle.state()
        + ", "
        + parts.control().activity()
        + "\n"
        + survey.report()
        + reasoning.report()
        + parts.sideInputs().report()
        + (checkpoints == null ? "" : checkpoints.report());
  }
}
