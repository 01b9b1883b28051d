/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.channel.Channel;
import dev.millrace.execution.embedded.schedule.Doorbell;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.task.TaskStatus;
import dev.millrace.execution.observe.StageNumbers;
import dev.millrace.translation.graph.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * Tells how far the tasks of a job have come, in numbers and in words.
 *
 * <p>Threading: safe for use by all threads; reads what tasks tell of themselves.
 */
final class Survey {
  private static final int MAX_FRAMES = 12;

  private final List<Task> tasks;
  private final Function<Task, StackTraceElement[]> stackTraces;

  /** A survey of {@code tasks}, whose threads are where {@code stackTraces} says. */
  Survey(List<Task> tasks, Function<Task, StackTraceElement[]> stackTraces) {
    this.tasks = List.copyOf(tasks);
    this.stackTraces = stackTraces;
  }

  /** One entry for each stage. */
  List<JobSnapshot.Stage> stages() {
    Map<Integer, List<Task>> byStage = new LinkedHashMap<>();
    tasks.forEach(
        task ->
            byStage
                .computeIfAbsent(task.ports().id().stage().id(), id -> new ArrayList<>())
                .add(task));
    return byStage.values().stream().map(Survey::stage).toList();
  }

  /**
   * The numbers of each stage.
   *
   * @param aliveNanos how long the tasks have been there
   */
  List<StageNumbers> numbers(long aliveNanos) {
    Map<Integer, List<Task>> byStage = new LinkedHashMap<>();
    tasks.forEach(
        task ->
            byStage
                .computeIfAbsent(task.ports().id().stage().id(), id -> new ArrayList<>())
                .add(task));
    return byStage.values().stream().map(each -> numbers(each, aliveNanos)).toList();
  }

  private static StageNumbers numbers(List<Task> tasks, long aliveNanos) {
    JobSnapshot.Stage together = stage(tasks);
    List<StageNumbers.TaskNumbers> each =
        tasks.stream().map(task -> numbers(task, aliveNanos)).toList();
    return new StageNumbers(
        tasks.get(0).ports().id().stage().id(),
        together.name(),
        together.activity().toString(),
        together.elementsIn(),
        together.elementsOut(),
        each.stream().mapToLong(StageNumbers.TaskNumbers::bundles).sum(),
        each.stream().mapToLong(StageNumbers.TaskNumbers::inputWatermark).min().orElseThrow(),
        together.watermark(),
        Double.isNaN(together.fractionDone()) ? null : together.fractionDone(),
        each);
  }

  private static StageNumbers.TaskNumbers numbers(Task task, long aliveNanos) {
    TaskStatus status = task.status();
    TaskStatus.Watermarks watermarks = status.watermarks();
    long now = System.nanoTime();
    boolean blocked = task.outgoing().anyMatch(Channel::blocked);
    return new StageNumbers.TaskNumbers(
        task.ports().id().instance(),
        status.isDone() ? "done" : blocked ? "waits for room" : doing(task),
        status.elementsIn(),
        status.elementsOut(),
        status.bundles(),
        status.busyNanos(now),
        task.outgoing().mapToLong(channel -> channel.blockedNanos(now)).sum(),
        aliveNanos,
        watermarks.input(),
        watermarks.output(),
        watermarks.holds(),
        watermarks.work(),
        status.timers().pending(),
        status.elementsWaiting(),
        task.incoming().stream().mapToInt(Channel::chunksUnderWay).sum(),
        (int) task.incoming().stream().filter(Channel::blocked).count());
  }

  private static JobSnapshot.Stage stage(List<Task> tasks) {
    Stage stage = tasks.get(0).ports().id().stage();
    List<TaskStatus> all = tasks.stream().map(Task::status).toList();
    return new JobSnapshot.Stage(
        stage.name(),
        all.stream().mapToLong(TaskStatus::elementsIn).sum(),
        all.stream().mapToLong(TaskStatus::elementsOut).sum(),
        all.stream().mapToLong(status -> status.watermarks().output()).min().orElseThrow(),
        activity(tasks),
        all.stream()
            .mapToDouble(TaskStatus::fractionDone)
            .filter(fraction -> !Double.isNaN(fraction))
            .average()
            .orElse(Double.NaN));
  }

  private static JobSnapshot.Activity activity(List<Task> tasks) {
    if (tasks.stream().allMatch(task -> task.status().isDone())) {
      return JobSnapshot.Activity.DONE;
    }
    if (tasks.stream().anyMatch(Survey::works)) {
      return JobSnapshot.Activity.WORKING;
    }
    return tasks.stream().anyMatch(task -> task.status().hasBegun())
        ? JobSnapshot.Activity.IDLE
        : JobSnapshot.Activity.WAITING;
  }

  private static boolean works(Task task) {
    Doorbell.State state = task.doorbell().state();
    return state == Doorbell.State.RUNG || state == Doorbell.State.RUNNING;
  }

  /** Those who may wait for side inputs. */
  List<SideInputWatch.Reader> readers() {
    return tasks.stream()
        .filter(task -> !task.ports().id().stage().sideInputs().isEmpty())
        .map(
            task ->
                new SideInputWatch.Reader(
                    task.ports().id().stage(), task.status().elementsWaiting(), task.waits()))
        .toList();
  }

  /** A few lines for each task that is not done. */
  String report() {
    StringBuilder text = new StringBuilder();
    int done = 0;
    for (Task task : tasks) {
      if (task.status().isDone()) {
        done++;
      } else {
        describe(task, text);
      }
    }
    return text.append("  ").append(done).append(" tasks done\n").toString();
  }

  private void describe(Task task, StringBuilder text) {
    TaskStatus.Watermarks watermarks = task.status().watermarks();
    TaskStatus.Timers timers = task.status().timers();
    text.append("  ").append(task).append(": ").append(doing(task)).append('\n');
    text.append("    in ").append(task.status().elementsIn());
    text.append(", out ").append(task.status().elementsOut());
    text.append(", watermark in ").append(time(watermarks.input()));
    text.append(", out ").append(time(watermarks.output()));
    text.append(", holds ").append(time(watermarks.holds()));
    text.append(", own work ").append(time(watermarks.work())).append('\n');
    if (timers.pending() > 0) {
      text.append("    timers ").append(timers.pending());
      text.append(", next in event time ").append(time(timers.nextEventTime()));
      text.append(", in processing time ").append(time(timers.nextProcessingTime()));
      text.append(timers.awaitCheckpoint() ? " and a checkpoint later\n" : "\n");
    }
    if (task.status().elementsWaiting() > 0) {
      text.append("    ").append(task.status().elementsWaiting());
      text.append(" elements wait for side inputs\n");
    }
    describe(task.incoming(), text);
    if (works(task)) {
      where(task, text);
    }
  }

  private static String doing(Task task) {
    if (!task.status().hasBegun()) {
      return "not begun";
    }
    if (task.ports().requests().awaitsQuiescence()) {
      return "waits for quiescence";
    }
    return switch (task.doorbell().state()) {
      case RESTING -> "rests";
      case RUNG -> "runs, or is about to";
      case RUNNING -> "runs";
      case GONE -> "left";
    };
  }

  private static void describe(List<Channel> channels, StringBuilder text) {
    int chunks = channels.stream().mapToInt(Channel::chunksUnderWay).sum();
    long blocked = channels.stream().filter(Channel::blocked).count();
    if (chunks > 0 || blocked > 0) {
      text.append("    ").append(channels.size()).append(" channels in, with ").append(chunks);
      text.append(" chunks under way; ").append(blocked).append(" producers blocked\n");
    }
  }

  private void where(Task task, StringBuilder text) {
    StackTraceElement[] frames = stackTraces.apply(task);
    for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
      text.append("      at ").append(frames[i]).append('\n');
    }
  }

  static String time(long millis) {
    if (millis <= BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()) {
      return "min";
    }
    if (millis >= BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis()) {
      return "max";
    }
    return new Instant(millis).toString();
  }
}
