/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.stage;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.Quiescence;
import dev.millrace.execution.embedded.schedule.BusyCount;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.time.ManualClock;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The time of a job with test streams, which stands still but for them, and goes on with them when
 * nothing is under way. What is on its way in Flink counts as work, too, so each stage has one
 * instance, and all are in the process that has submitted the job: nothing of this is for clusters.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class TestTime {
  private static final ConcurrentHashMap<String, TestTime> JOBS = new ConcurrentHashMap<>();

  private final StageGraph graph;
  private final ManualClock clock =
      new ManualClock(BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis());
  private final Quiescence quiescence;
  // One list, of all tasks that have joined, in the order of their stages.
  private final ConcurrentHashMap<Boolean, List<Task>> tasks = new ConcurrentHashMap<>();

  private TestTime(String name, StageGraph graph) {
    this.graph = graph;
    // A job that is stuck says so in no way: something may be on its way that is not counted.
    this.quiescence =
        new Quiescence(() -> JOBS.containsKey(name), stuck -> {}, clock, () -> name);
    // All instances that have yet to join.
    graph.stages().forEach(stage -> activity().begin());
  }

  /** The time of a new job, which runs {@code graph}: its name. */
  public static String begin(StageGraph graph) {
    String name = UUID.randomUUID().toString();
    JOBS.put(name, new TestTime(name, graph));
    return name;
  }

  /** The job has ended. */
  public static void end(String name) {
    JOBS.remove(name);
  }

  /**
   * The time of a job.
   *
   * @throws UnsupportedOperationException if the job was submitted by another process
   */
  public static @Nullable TestTime of(@Nullable String name) {
    if (name == null) {
      return null;
    }
    TestTime time = JOBS.get(name);
    if (time == null) {
      throw new UnsupportedOperationException(
          "A TestStream moves the clock of the whole job, and so cannot run on a cluster: run the"
              + " pipeline with --flinkMaster=[local], or with --runner=MillraceRunner");
    }
    return time;
  }

  /** The stage of that number as it was before it travelled: events cannot be written. */
  Stage stage(int id) {
    return graph.stages().stream().filter(stage -> stage.id() == id).findFirst().orElseThrow();
  }

  /** The clock. */
  ManualClock clock() {
    return clock;
  }

  /** Counts what is under way. */
  public BusyCount activity() {
    return quiescence.activity();
  }

  /** An instance is there, and has been woken. */
  void join(Task task) {
    tasks.compute(
        true,
        (all, before) -> {
          List<Task> joined = new ArrayList<>(before == null ? List.of() : before);
          joined.add(task);
          joined.sort(Comparator.comparingInt(one -> one.ports().id().stage().id()));
          quiescence.of(joined);
          return joined;
        });
  }

  /** A graph whose test streams have no events. */
  public static StageGraph withoutEvents(StageGraph graph) {
    List<Stage> stages = new ArrayList<>();
    for (Stage stage : graph.stages()) {
      List<OperatorSpec> operators = new ArrayList<>();
      for (OperatorSpec operator : stage.operators()) {
        operators.add(
            operator instanceof OperatorSpec.PlayTestStream play
                ? new OperatorSpec.PlayTestStream(play.transform(), List.of(), play.output())
                : operator);
      }
      stages.add(new Stage(stage.id(), stage.name(), operators, stage.parallel()));
    }
    return new StageGraph(
        stages, graph.edges(), Map.copyOf(requireNonNull(graph.collections())), graph.rewrites());
  }
}
