/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.stage.Step;
import java.util.function.Function;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A grouping whose calls count for its step, and whose failures say what was being done. */
final class GuardedGrouping {
  private final Step step;
  private final Grouping<Object> grouping;
  private final Function<WindowedValue<?>, @Nullable Object> value;
  private final String adding;
  private final String firing;

  /**
   * A grouping of {@code step}.
   *
   * @param value what is grouped of an element
   * @param adding what is being done when an element is added, for the messages of failures
   * @param firing likewise, when a timer fires
   */
  GuardedGrouping(
      Step step,
      Grouping<Object> grouping,
      Function<WindowedValue<?>, @Nullable Object> value,
      String adding,
      String firing) {
    this.step = step;
    this.grouping = grouping;
    this.value = value;
    this.adding = adding;
    this.firing = firing;
  }

  /** See {@link Grouping#add}. */
  void add(Key key, WindowedValue<?> element) {
    int outer = step.enter();
    try {
      grouping.add(key, value.apply(element), element);
    } catch (Throwable t) {
      throw step.failure(adding, element, t);
    } finally {
      step.exit(outer);
    }
  }

  /** See {@link Grouping#fire}. */
  void fire(TimerFiring timer) {
    int outer = step.enter();
    try {
      grouping.fire(timer);
    } catch (Throwable t) {
      throw step.failure(firing, circumstances(timer), t);
    } finally {
      step.exit(outer);
    }
  }

  private static String circumstances(TimerFiring timer) {
    return "key " + Rendering.value(timer.key()) + ", window " + timer.namespace().window();
  }

  /** See {@link Grouping#bundleFinished}. */
  void bundleFinished() {
    int outer = step.enter();
    try {
      grouping.bundleFinished();
    } catch (Throwable t) {
      throw step.failure(adding, "", t);
    } finally {
      step.exit(outer);
    }
  }

  /** See {@link Grouping#timersFired}. */
  void timersFired() {
    grouping.timersFired();
  }
}
