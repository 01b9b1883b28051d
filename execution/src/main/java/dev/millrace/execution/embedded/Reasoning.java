/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.task.TaskInsight;
import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.observe.Reasons;
import dev.millrace.execution.observe.Reasons.Waiting;
import dev.millrace.execution.observe.ReasonsText;
import dev.millrace.execution.observe.Transforms;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Tells why transforms wait: which windows they have open, and what keeps the watermark back.
 *
 * <p>Tasks publish numbers at the end of each turn, and are asked for the rest. One that does not
 * answer in time is in a long call, which is an answer, too.
 *
 * <p>Threading: safe for use by all threads.
 */
final class Reasoning {
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int MOST_WINDOWS = 20;
  private static final int MOST_REPORTED = 3;

  private final StageGraph graph;
  private final Map<Integer, List<Task>> tasks = new LinkedHashMap<>();
  private final Function<Task, StackTraceElement[]> stackTraces;
  private final JobClock clock;

  /** Tells of {@code all}, the tasks of {@code graph}. */
  Reasoning(
      StageGraph graph,
      List<Task> all,
      Function<Task, StackTraceElement[]> stackTraces,
      JobClock clock) {
    this.graph = graph;
    this.stackTraces = stackTraces;
    this.clock = clock;
    for (Task task : all) {
      tasks.computeIfAbsent(task.ports().id().stage().id(), stage -> new ArrayList<>()).add(task);
    }
  }

  /** The tasks of a stage; none if the job had nothing left to do. */
  List<Task> tasks(int stage) {
    return tasks.getOrDefault(stage, List.of());
  }

  /** The tasks that send elements to {@code stage}. */
  List<Task> producers(Stage stage) {
    Set<Task> producers = new LinkedHashSet<>();
    for (Edge edge : graph.edgesInto(stage)) {
      producers.addAll(tasks(edge.fromStage()));
    }
    return List.copyOf(producers);
  }

  /** All stages. */
  List<Stage> stages() {
    return graph.stages();
  }

  /** Where the thread of {@code task} is. */
  StackTraceElement[] stackTrace(Task task) {
    return stackTraces.apply(task);
  }

  /** The processing time of the job, in milliseconds. */
  long processingTime() {
    return clock.millis();
  }

  /** Why the transform at {@code place} waits. Asks the tasks. */
  Reasons why(Transforms.TransformPlace place) {
    Insights insights = new Insights();
    List<Task> own = tasks(place.stage().id());
    insights.ask(own);
    List<Waiting> windows = new ArrayList<>();
    int inAll = 0;
    boolean complete = true;
    for (Task task : own) {
      TaskInsight insight = insights.of(task);
      if (insight != null) {
        inAll += insight.windowsInAll();
        insight.windows().forEach(one -> windows.add(waiting(task, one)));
      } else {
        complete &= task.status().isDone() || !task.status().hasBegun();
      }
    }
    windows.sort(
        Comparator.comparingLong(
            window -> window.waitsFor() == null ? Long.MAX_VALUE : window.waitsFor()));
    return new Reasons(
        place.operator().transform(),
        place.stage().id(),
        List.copyOf(windows.subList(0, Math.min(MOST_WINDOWS, windows.size()))),
        inAll,
        complete,
        new HoldChain(this, insights::of).of(place.stage().id(), place.operator().transform()));
  }

  private static Waiting waiting(Task task, TaskInsight.OpenOne open) {
    return new Waiting(
        task.ports().id().instance(),
        open.window(),
        open.nextEventTime() == Long.MAX_VALUE ? null : open.nextEventTime(),
        open.nextProcessingTime() == Long.MAX_VALUE ? null : open.nextProcessingTime(),
        open.entries(),
        open.key());
  }

  /**
   * What keeps the last stages back that are not done, for the report of a job that seems to be
   * stuck. Asks no task: it may be called by one.
   */
  String report() {
    StringBuilder text = new StringBuilder();
    Set<Integer> upstream = new LinkedHashSet<>();
    int reported = 0;
    for (int i = graph.stages().size() - 1; i >= 0 && reported < MOST_REPORTED; i--) {
      Stage stage = graph.stages().get(i);
      boolean open = tasks(stage.id()).stream().anyMatch(task -> !task.status().isDone());
      if (open && !upstream.contains(stage.id())) {
        reported++;
        String transform = HoldChain.head(stage);
        text.append("  the watermark of ").append(transform).append(":\n");
        List<Reasons.Cause> causes = new HoldChain(this, task -> null).of(stage.id(), transform);
        causes.forEach(cause -> upstream.add(cause.stage()));
        ReasonsText.causes(new Reasons(transform, stage.id(), List.of(), 0, true, causes), text);
      }
    }
    return text.toString();
  }

  /** What tasks have answered. Used by one thread. */
  private static final class Insights {
    private final Map<Task, CompletableFuture<TaskInsight>> asked = new LinkedHashMap<>();
    private final long start = System.nanoTime();

    void ask(List<Task> tasks) {
      for (Task task : tasks) {
        if (task.status().hasBegun() && !task.status().isDone()) {
          asked.computeIfAbsent(task, each -> each.ports().requests().insight());
        }
      }
    }

    @Nullable TaskInsight of(Task task) {
      ask(List.of(task));
      CompletableFuture<TaskInsight> answer = asked.get(task);
      if (answer == null) {
        return null;
      }
      try {
        long left = PATIENCE_NANOS - (System.nanoTime() - start);
        return requireNonNull(answer).get(Math.max(0, left), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        return null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }
}
