/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobState;
import dev.millrace.execution.embedded.checkpoint.CheckpointSize;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.JobDelta;
import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.embedded.task.Kept;
import dev.millrace.execution.harness.OperatorHarness.Wiring;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.stage.StageInstances;
import dev.millrace.execution.stage.window.LateData;
import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.beam.runners.core.ReduceFnRunner;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One run of a script: a driver, the stage under test, a collector. */
final class HarnessRun {
  private static final long PATIENCE_MILLIS = 30_000;
  private static final PipelineOptions OPTIONS = options();
  private static final Stage COLLECTOR = new Stage(2, "collector", List.of(), false);

  // Its operator never runs; it tells the host that the driver is the master of time.
  private static final Stage DRIVER =
      new Stage(
          0, "driver", List.of(new OperatorSpec.PlayTestStream("driver", List.of(), -1)), false);

  private final Wiring wiring;
  private final Conditions conditions;
  private final WatermarkLaws laws = new WatermarkLaws();
  private final Collector collector = new Collector(laws);
  private volatile CompletableFuture<EmbeddedJob> started = new CompletableFuture<>();
  private EmbeddedJob job;
  private @Nullable Driver driver;
  private int attempts;
  private @Nullable JobImage latest;
  private boolean played;
  private boolean restart;
  private final List<StageHost> hosts = new CopyOnWriteArrayList<>();
  private volatile StageHost host;

  HarnessRun(Wiring wiring, Conditions conditions) {
    this.wiring = wiring;
    this.conditions = conditions;
  }

  private static PipelineOptions options() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setJobName("harness");
    return options;
  }

  WatermarkLaws laws() {
    return laws;
  }

  Collector collector() {
    return collector;
  }

  StageHost host() {
    return host;
  }

  /** Drains the job, from within. */
  void drain() {
    started.join().drain();
  }

  void play(List<HarnessStep> script) throws Exception {
    do {
      restart = false;
      playOnce(script);
    } while (restart);
  }

  private void playOnce(List<HarnessStep> script) throws Exception {
    Stage tested = new Stage(1, "tested", wiring.operators(), wiring.parallelism() > 1);
    StageGraph graph = graph(tested);
    StageInstances instances = new StageInstances(graph, wiring.enforcement());
    hosts.clear();
    started = new CompletableFuture<>();
    job =
        EmbeddedJob.start(
            graph,
            conditions.settings(conditions.parallelism(attempts++, wiring.parallelism())),
            OPTIONS,
            stage -> create(stage, instances, script),
            conditions.isRestored() ? new Durability(latest, this::keep, 0) : Durability.NONE);
    started.complete(job);
    if (!job.await(PATIENCE_MILLIS)) {
      String report = job.report();
      job.cancel();
      throw new AssertionError(conditions + ": still running\n" + report);
    }
  }

  private CheckpointSize keep(JobDelta taken) {
    latest = taken.after(latest);
    return CheckpointSize.NONE;
  }

  /** After each step a checkpoint; when the job has come to rest again, another job from there. */
  private final class Restoring implements Driver.Restoring {
    private boolean asked;

    @Override
    public void played() {
      played = conditions.isRestored();
      asked = false;
    }

    @Override
    public boolean isDue() {
      if (!played) {
        return false;
      }
      if (!asked) {
        asked = true;
        CompletableFuture<Long> unused = started.join().checkpoint();
      } else {
        played = false;
        restart = true;
        started.join().cancel();
      }
      return true;
    }
  }

  private StageInstance create(Stage stage, StageInstances instances, List<HarnessStep> script) {
    return switch (stage.id()) {
      case 0 -> driver(script);
      case 1 -> watched(instances.create(stage));
      default -> collector;
    };
  }

  private Driver driver(List<HarnessStep> script) {
    if (driver == null) {
      driver = new Driver(script, conditions, collector, new Restoring());
    }
    return driver;
  }

  private StageInstance watched(StageInstance instance) {
    return new WatchedInstance(instance, laws, this::opened);
  }

  private void opened(StageHost byHost) {
    hosts.add(byHost);
    if (byHost.instance() == 0) {
      host = byHost;
    }
  }

  /**
   * How many windows the stage has state of: none once the input has ended, and they with it.
   * Sources remember how far they have read.
   */
  int namespacesWithState() {
    int namespaces = 0;
    for (OperatorSpec operator : wiring.operators()) {
      for (StageHost each : operator.inputs().isEmpty() ? List.<StageHost>of() : hosts) {
        namespaces += Kept.namespaces(each, operator.transform());
      }
    }
    return namespaces;
  }

  private StageGraph graph(Stage tested) {
    List<Edge> edges = new ArrayList<>();
    wiring.inputs().forEach((c, exchange) -> edges.add(new Edge(0, c, 1, c, exchange)));
    wiring.outputs().forEach(c -> edges.add(new Edge(1, c, 2, c, new Exchange.Forward())));
    return new StageGraph(List.of(DRIVER, tested, COLLECTOR), edges, collections(), List.of());
  }

  private Map<Integer, CollectionSpec> collections() {
    Set<Integer> ids = new TreeSet<>(wiring.inputs().keySet());
    ids.addAll(wiring.outputs());
    for (OperatorSpec operator : wiring.operators()) {
      ids.addAll(operator.inputs());
      ids.addAll(operator.outputs());
    }
    Map<Integer, CollectionSpec> collections = new HashMap<>();
    for (int id : ids) {
      Coder<?> coder = wiring.coders().getOrDefault(id, StringUtf8Coder.of());
      WindowingStrategy<?, ?> windowing =
          wiring.windowings().getOrDefault(id, WindowingStrategy.globalDefault());
      collections.put(id, new CollectionSpec(id, "collection " + id, coder, windowing, true));
    }
    return collections;
  }

  void assertDone() {
    if (job.failure() != null) {
      throw new AssertionError(conditions + ": the job failed", job.failure());
    }
    assertEquals(JobState.DONE, job.state());
  }

  /** How many elements the stage has dropped because they came too late. */
  long dropped() {
    return counted(MetricNameFilter.named("dev.millrace", LateData.COUNTER));
  }

  /** How many elements the stage has dropped because triggers had closed their windows. */
  long droppedAsClosed() {
    return counted(
        MetricNameFilter.named(ReduceFnRunner.class, ReduceFnRunner.DROPPED_DUE_TO_CLOSED_WINDOW));
  }

  private long counted(MetricNameFilter name) {
    MetricsFilter filter = MetricsFilter.builder().addNameFilter(name).build();
    long dropped = 0;
    for (MetricResult<Long> counter : job.metrics().queryMetrics(filter).getCounters()) {
      dropped += counter.getCommitted();
    }
    return dropped;
  }

  Throwable assertFailed() {
    assertEquals(JobState.FAILED, job.state(), conditions + ": state");
    assertTrue(job.failure() != null, "a failed job has a failure");
    return job.failure();
  }
}
