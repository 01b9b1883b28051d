/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static dev.millrace.execution.observe.ReasonsText.time;

import dev.millrace.execution.embedded.channel.Channel;
import dev.millrace.execution.embedded.sideinput.TaskSideInputs;
import dev.millrace.execution.embedded.task.Task;
import dev.millrace.execution.embedded.task.TaskInsight;
import dev.millrace.execution.embedded.task.TaskStatus.Watermarks;
import dev.millrace.execution.observe.Reasons.Cause;
import dev.millrace.execution.observe.Reasons.CauseKind;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Follows what keeps a watermark back, from the input of a stage to where it begins. A watermark
 * that has not arrived although it was sent has elements before it that are being worked off.
 *
 * <p>Not thread-safe; of use once.
 */
final class HoldChain {
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
  private static final long SLOW_MILLIS = 1_000;
  private static final int MOST = 50;

  private final Reasoning job;
  private final Function<Task, @Nullable TaskInsight> insights;
  private final Set<Integer> seen = new HashSet<>();
  private final List<Cause> causes = new ArrayList<>();

  HoldChain(Reasoning job, Function<Task, @Nullable TaskInsight> insights) {
    this.job = job;
    this.insights = insights;
  }

  /** The name of the first transform of {@code stage}. */
  static String head(Stage stage) {
    return stage.operators().isEmpty() ? stage.name() : stage.operators().get(0).transform();
  }

  /** What keeps back the watermark of the input of {@code transform}, which is in {@code stage}. */
  List<Cause> of(int stage, String transform) {
    List<Task> open = open(job.tasks(stage));
    if (open.isEmpty()) {
      causes.add(
          new Cause(
              CauseKind.DONE, stage, 0, transform, MAX, transform + " has done all its work"));
    } else {
      Task slowest = slowestInput(open);
      if (transform.equals(head(slowest.ports().id().stage())) && !slowest.incoming().isEmpty()) {
        input(slowest);
      } else {
        output(slowestOutput(open));
      }
    }
    return causes;
  }

  private static List<Task> open(List<Task> tasks) {
    return tasks.stream().filter(task -> !task.status().isDone()).toList();
  }

  private static Task slowestInput(List<Task> tasks) {
    return tasks.stream()
        .min(Comparator.comparingLong(task -> task.status().watermarks().input()))
        .orElseThrow();
  }

  private static Task slowestOutput(List<Task> tasks) {
    return tasks.stream()
        .min(Comparator.comparingLong(task -> task.status().watermarks().output()))
        .orElseThrow();
  }

  private void add(CauseKind kind, Task task, String transform, long watermark, String text) {
    causes.add(
        new Cause(
            kind,
            task.ports().id().stage().id(),
            task.ports().id().instance(),
            transform,
            watermark,
            text));
  }

  private static String named(Task task) {
    return head(task.ports().id().stage())
        + " ("
        + (task.ports().id().parallelism() == 1
            ? ""
            : "instance " + task.ports().id().instance() + ", ")
        + "stage "
        + task.ports().id().stage().id()
        + ")";
  }

  // What keeps the input watermark of the task where it is.
  private void input(Task task) {
    long watermark = task.status().watermarks().input();
    List<Task> producers = open(job.producers(task.ports().id().stage()));
    if (producers.isEmpty()) {
      slow(task, watermark);
      return;
    }
    add(
        CauseKind.INPUT,
        task,
        head(task.ports().id().stage()),
        watermark,
        "The watermark of the input of " + named(task) + " is at " + time(watermark));
    List<Task> awake = producers.stream().filter(each -> !each.status().isIdle()).toList();
    Task slowest = slowestOutput(awake.isEmpty() ? producers : awake);
    if (slowest.status().watermarks().output() > watermark) {
      slow(task, watermark);
    } else if (seen.add(slowest.ports().id().stage().id()) && causes.size() < MOST) {
      output(slowest);
    }
  }

  // What keeps the output watermark of the task where it is.
  private void output(Task task) {
    Watermarks at = task.status().watermarks();
    if (!task.status().hasBegun()) {
      notBegun(task);
      return;
    }
    long lowest = Math.min(at.input(), Math.min(at.holds(), at.work()));
    boolean own = at.work() <= lowest && ownsStill(task, at);
    boolean held = at.holds() <= lowest && holdsStill(task, at);
    boolean inherited = at.input() <= lowest && !task.incoming().isEmpty();
    if (isSlow(task) || (lowest > at.output() && isAtWork(task))) {
      slow(task, at.output());
      return;
    }
    // Where several keep it at the same time, each is told of, and the input followed.
    if (own) {
      own(task, at);
    }
    if (held && !(own && !inherited)) {
      held(task, at, inherited);
    }
    if (inherited) {
      input(task);
    }
  }

  // What a task has published may be older than what it answers.
  private boolean ownsStill(Task task, Watermarks at) {
    TaskInsight insight = insights.apply(task);
    return insight == null || insight.work().hold() <= at.work();
  }

  private boolean holdsStill(Task task, Watermarks at) {
    TaskInsight insight = insights.apply(task);
    return insight == null || insight.earliestHold() <= at.holds();
  }

  private void notBegun(Task task) {
    if (task.incoming().isEmpty()) {
      add(
          CauseKind.NOT_BEGUN,
          task,
          head(task.ports().id().stage()),
          task.status().watermarks().output(),
          named(task) + " has not had its first turn yet");
    } else {
      input(task);
    }
  }

  private static boolean isSlow(Task task) {
    return turnMillis(task) >= SLOW_MILLIS;
  }

  private static long turnMillis(Task task) {
    return TimeUnit.NANOSECONDS.toMillis(task.status().turnNanos(System.nanoTime()));
  }

  private static boolean isAtWork(Task task) {
    return task.status().turnNanos(System.nanoTime()) > 0;
  }

  private void held(Task task, Watermarks at, boolean inherited) {
    TaskInsight insight = insights.apply(task);
    TaskInsight.HoldingTimer timer = insight == null ? null : insight.holder();
    String transform = head(task.ports().id().stage());
    boolean user = timer != null && !timer.name().isEmpty() && isUsers(task, timer.transform());
    if (timer != null && !timer.eventTime()) {
      add(
          CauseKind.PROCESSING_TIMER,
          task,
          transform,
          at.holds(),
          timer(timer, user, task)
              + ", holds the watermark at "
              + time(at.holds())
              + " until it fires: that is when it is "
              + time(timer.time())
              + " in processing time, "
              + inWords(timer.time() - job.processingTime())
              + (task.status().timers().awaitCheckpoint()
                  ? ", and what it is for is in a published checkpoint"
                  : ""));
    } else if (timer != null) {
      add(
          CauseKind.EVENT_TIMER,
          task,
          transform,
          at.holds(),
          timer(timer, user, task)
              + ", holds the watermark at "
              + time(at.holds())
              + " until it fires: that is when the watermark of its input has passed "
              + time(timer.time()));
    } else {
      add(
          CauseKind.STATE,
          task,
          transform,
          at.holds(),
          "What "
              + named(task)
              + " keeps in windows that are open, or in timers, holds the watermark at "
              + time(at.holds())
              + " until it has been emitted");
    }
    // They wait for the watermark in their turn.
    if ((timer == null || timer.eventTime()) && !inherited && !task.incoming().isEmpty()) {
      input(task);
    }
  }

  private static boolean isUsers(Task task, String transform) {
    return task.ports().id().stage().operators().stream()
        .anyMatch(
            operator ->
                operator instanceof OperatorSpec.StatefulParDo
                    && operator.transform().equals(transform));
  }

  private static String timer(TaskInsight.HoldingTimer timer, boolean user, Task task) {
    return (user ? "Timer " + timer.name() : "The end of a window, or its expiry,")
        + " of "
        + named(task)
        + (timer.key() == null ? "" : ", key " + timer.key())
        + (timer.window() == null ? "" : ", window " + timer.window());
  }

  private static String inWords(long millis) {
    return millis <= 0
        ? "which is now"
        : Duration.ofSeconds(millis / 1000).toString().substring(2).toLowerCase(Locale.ROOT)
            + " from now";
  }

  private void own(Task task, Watermarks at) {
    if (task.status().elementsWaiting() > 0 && sideInput(task, at)) {
      return;
    }
    TaskInsight insight = insights.apply(task);
    OperatorSpec operator = worker(task, insight);
    String transform = operator == null ? head(task.ports().id().stage()) : operator.transform();
    String detail =
        insight == null || insight.work().work().isEmpty() ? "" : ": " + insight.work().work();
    String silence =
        insight == null || insight.silentMillis() < SLOW_MILLIS
            ? ""
            : "; nothing has come for "
                + TimeUnit.MILLISECONDS.toSeconds(insight.silentMillis())
                + " s";
    String where = time(at.work());
    if (operator instanceof OperatorSpec.ReadUnbounded) {
      add(
          CauseKind.SOURCE,
          task,
          transform,
          at.work(),
          "Source "
              + named(task)
              + " says that its watermark is at "
              + where
              + detail
              + silence
              + (silence.isEmpty() ? "" : ". --sourceIdleTimeout makes an idle source let it go"));
    } else if (operator instanceof OperatorSpec.ReadBounded) {
      add(
          CauseKind.BOUNDED_SOURCE,
          task,
          transform,
          at.work(),
          "Source " + named(task) + " has not been read to its end" + fraction(task) + detail);
    } else if (operator instanceof OperatorSpec.PlayTestStream) {
      add(
          CauseKind.TEST_STREAM,
          task,
          transform,
          at.work(),
          "Test stream " + named(task) + " has played its watermark up to " + where);
    } else if (operator instanceof OperatorSpec.ProcessRestriction) {
      add(
          CauseKind.RESTRICTION,
          task,
          transform,
          at.work(),
          "Splittable function "
              + named(task)
              + " has restrictions that are not done, the earliest"
              + " of which says that its watermark is at "
              + where
              + detail
              + silence);
    } else if (operator instanceof OperatorSpec.DoFnCall call && call.parDo().stableInput()) {
      add(
          CauseKind.CHECKPOINT,
          task,
          transform,
          at.work(),
          "Elements of " + transform + " at " + where + " wait for the next checkpoint");
    } else {
      add(
          CauseKind.OWN_WORK,
          task,
          transform,
          at.work(),
          "Work of " + named(task) + " that is not done keeps the watermark at " + where + detail);
    }
  }

  private static String fraction(Task task) {
    double fraction = task.status().fractionDone();
    return Double.isNaN(fraction) ? "" : ": " + Math.round(100 * fraction) + " % are done";
  }

  private static @Nullable OperatorSpec worker(Task task, @Nullable TaskInsight insight) {
    List<OperatorSpec> operators = task.ports().id().stage().operators();
    for (OperatorSpec operator : operators) {
      if (insight != null && operator.transform().equals(insight.work().transform())) {
        return operator;
      }
    }
    return operators.isEmpty() ? null : operators.get(0);
  }

  private boolean sideInput(Task task, Watermarks at) {
    for (TaskSideInputs.Wait wait : task.waits()) {
      Map.Entry<BoundedWindow, Long> first =
          wait.windows().entrySet().stream().min(Map.Entry.comparingByValue()).orElse(null);
      if (first == null) {
        continue;
      }
      Stage stage = task.ports().id().stage();
      add(
          CauseKind.SIDE_INPUT,
          task,
          SideInputWatch.readingTransforms(stage, wait),
          at.work(),
          task.status().elementsWaiting()
              + " elements at "
              + time(at.work())
              + " and later wait in "
              + SideInputWatch.readingTransforms(stage, wait)
              + " for side input "
              + SideInputWatch.view(stage, wait)
              + " in window "
              + first.getKey()
              + ": it has no pane, and the watermark of the view, which is at "
              + time(wait.watermark())
              + ", has not passed "
              + time(first.getValue()));
      publisher(wait);
      return true;
    }
    return false;
  }

  // Goes on with the stage that fills the view.
  private void publisher(TaskSideInputs.Wait wait) {
    for (Stage stage : job.stages()) {
      boolean fills =
          stage.operators().stream().anyMatch(operator -> SideInputWatch.fills(operator, wait));
      List<Task> open = open(job.tasks(stage.id()));
      if (fills && !open.isEmpty() && seen.add(-1 - stage.id()) && causes.size() < MOST) {
        input(slowestInput(open));
        return;
      }
    }
  }

  // What has come to the task has not been worked off.
  private void slow(Task task, long watermark) {
    long millis = turnMillis(task);
    String transform = head(task.ports().id().stage());
    int chunks = task.incoming().stream().mapToInt(Channel::chunksUnderWay).sum();
    List<Channel> full = task.outgoing().filter(Channel::blocked).toList();
    if (!full.isEmpty()) {
      Task consumer = consumer(full.get(0));
      add(
          CauseKind.BACK_PRESSURE,
          task,
          transform,
          watermark,
          named(task)
              + " waits for room in the channel to "
              + (consumer == null ? "a stage downstream" : named(consumer)));
      if (consumer != null && seen.add(consumer.ports().id().stage().id())) {
        slow(consumer, consumer.status().watermarks().input());
      }
    } else if (millis >= SLOW_MILLIS) {
      add(
          CauseKind.SLOW_CALL,
          task,
          transform,
          watermark,
          named(task)
              + " has been in one turn for "
              + TimeUnit.MILLISECONDS.toSeconds(millis)
              + " s, with "
              + chunks
              + " chunks of elements before it"
              + frame(task));
    } else {
      add(
          CauseKind.BACKLOG,
          task,
          transform,
          watermark,
          named(task)
              + " works off what is before it: "
              + chunks
              + " chunks of elements, and watermarks between them");
    }
  }

  private @Nullable Task consumer(Channel channel) {
    for (Stage stage : job.stages()) {
      for (Task task : job.tasks(stage.id())) {
        if (channel.leadsTo(task.ports().mailbox())) {
          return task;
        }
      }
    }
    return null;
  }

  private String frame(Task task) {
    StackTraceElement[] frames = job.stackTrace(task);
    if (frames.length == 0) {
      return "";
    }
    for (StackTraceElement frame : frames) {
      String type = frame.getClassName();
      if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun.")) {
        return ", in " + frame;
      }
    }
    return ", in " + frames[0];
  }
}
