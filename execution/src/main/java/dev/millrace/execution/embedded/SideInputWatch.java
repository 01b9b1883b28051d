/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.sideinput.TaskSideInputs;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.SideInputSpec;
import dev.millrace.translation.graph.Stage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Tells of side inputs that elements have waited for so long that they may never come. Whoever
 * waits is found when somebody looks: tasks keep no account of it. It is told once per stage and
 * view after half a minute, and again whenever the wait is twice as long.
 *
 * <p>Threading: safe for use by all threads.
 */
final class SideInputWatch {
  private static final long FIRST_MILLIS = TimeUnit.SECONDS.toMillis(30);

  private final Supplier<List<Reader>> readers;
  private final Consumer<String> log;
  private Map<ReadingPlace, Course> courses = new HashMap<>();

  /**
   * One instance of a stage.
   *
   * @param elements how many of its elements wait for side inputs
   * @param waits what for
   */
  record Reader(Stage stage, long elements, List<TaskSideInputs.Wait> waits) {}

  private record ReadingPlace(int stage, TupleTag<?> view) {}

  /** Waiting at one place: since when for which window, and when to tell of it. */
  private static final class Course {
    private final Stage stage;
    private final Map<BoundedWindow, Long> since = new LinkedHashMap<>();
    private TaskSideInputs.@Nullable Wait wait;
    private long elements;
    private long tellAfter = FIRST_MILLIS;

    Course(Stage stage) {
      this.stage = stage;
    }
  }

  /** Watches {@code readers} and tells {@code log}. */
  SideInputWatch(Supplier<List<Reader>> readers, Consumer<String> log) {
    this.readers = readers;
    this.log = log;
  }

  /** Looks who waits at {@code now}, in milliseconds of the job's processing time. */
  synchronized void look(long now) {
    Map<ReadingPlace, Course> found = new LinkedHashMap<>();
    for (Reader reader : readers.get()) {
      for (TaskSideInputs.Wait wait : reader.waits()) {
        add(reader, wait, now, found);
      }
    }
    courses = found;
    courses.values().forEach(course -> tell(course, now));
  }

  @SuppressWarnings("deprecation") // runners have no other way to tell views apart
  private void add(
      Reader reader, TaskSideInputs.Wait wait, long now, Map<ReadingPlace, Course> found) {
    ReadingPlace place = new ReadingPlace(reader.stage().id(), wait.view().getTagInternal());
    Course before = courses.get(place);
    Course course = found.computeIfAbsent(place, absent -> new Course(reader.stage()));
    for (BoundedWindow window : wait.windows().keySet()) {
      course.since.put(window, before == null ? now : before.since.getOrDefault(window, now));
    }
    course.elements += reader.elements();
    course.wait = wait;
    course.tellAfter = before == null ? FIRST_MILLIS : before.tellAfter;
  }

  private void tell(Course course, long now) {
    Map.Entry<BoundedWindow, Long> longest =
        course.since.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
    long waited = now - longest.getValue();
    if (waited < FIRST_MILLIS) {
      course.tellAfter = FIRST_MILLIS;
    } else if (waited >= course.tellAfter && course.wait != null) {
      course.tellAfter = 2 * waited;
      log.accept(message(course, course.wait, longest.getKey(), waited));
    }
  }

  private static String message(
      Course course, TaskSideInputs.Wait wait, BoundedWindow window, long waited) {
    long readyAfter =
        wait.windows().getOrDefault(window, BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis());
    int others = course.since.size() - 1;
    return readingTransforms(course.stage, wait)
        + " has waited for "
        + TimeUnit.MILLISECONDS.toSeconds(waited)
        + " s for side input "
        + view(course.stage, wait)
        + " in window "
        + window
        + (others == 0 ? "" : ", and for " + others + " other windows of it")
        + ". In this stage "
        + course.elements
        + " elements wait for side inputs. The window can be read once it has a pane, or once the"
        + " watermark of the view, which is at "
        + Survey.time(wait.watermark())
        + ", has passed "
        + Survey.time(readyAfter)
        + ". See whether the view's input emits anything, what keeps its watermark back, and how it"
        + " is triggered";
  }

  static String readingTransforms(Stage stage, TaskSideInputs.Wait wait) {
    return stage.operators().stream()
        .filter(operator -> operator.sideInputs().stream().anyMatch(each -> isOf(each, wait)))
        .map(OperatorSpec::transform)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  static String view(Stage stage, TaskSideInputs.Wait wait) {
    return stage.sideInputs().stream()
        .filter(sideInput -> isOf(sideInput, wait))
        .map(SideInputSpec::transform)
        .findFirst()
        .orElseGet(wait.view()::toString);
  }

  /** Whether {@code operator} fills the view that {@code wait} is for. */
  @SuppressWarnings("deprecation") // runners have no other way to tell views apart
  static boolean fills(OperatorSpec operator, TaskSideInputs.Wait wait) {
    return operator instanceof OperatorSpec.MaterializeView view
        && view.view().getTagInternal().equals(wait.view().getTagInternal());
  }

  @SuppressWarnings("deprecation") // runners have no other way to tell views apart
  private static boolean isOf(SideInputSpec sideInput, TaskSideInputs.Wait wait) {
    return sideInput.view().getTagInternal().equals(wait.view().getTagInternal());
  }
}
