/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.window;

import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.Operator;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Assigns each element to the windows that a window function chooses for it.
 *
 * <p>An element in several windows stands for one element in each of them: each is assigned anew.
 */
public final class AssignWindowsOperator implements Operator, StageOutput {
  private final WindowFn<Object, BoundedWindow> windowFn;
  private final Step step;
  private final StageOutput output;
  private final @Nullable RecentWindows recent;

  /** An operator that assigns windows by {@code windowFn}. */
  @SuppressWarnings("unchecked") // the function was applied to the collection it is given
  public AssignWindowsOperator(WindowFn<?, ?> windowFn, Step step, StageOutput output) {
    this.windowFn = (WindowFn<Object, BoundedWindow>) windowFn;
    this.step = step;
    this.output = output;
    this.recent = RecentWindows.of(windowFn);
  }

  @Override
  public void emit(WindowedValue<?> element) {
    if (recent != null && Element.isInOneWindow(element)) {
      emit(element.getValue(), element);
    } else {
      for (WindowedValue<?> exploded : element.explodeWindows()) {
        step.throwIfStopped();
        output.emit(assign(exploded));
      }
    }
  }

  @Override
  public void emit(@Nullable Object value, WindowedValue<?> template) {
    if (recent != null && Element.isInOneWindow(template)) {
      output.emit(Element.inWindows(template, value, recent.at(template.getTimestamp())));
    } else {
      emit(template.withValue(value));
    }
  }

  private WindowedValue<?> assign(WindowedValue<?> element) {
    int outer = step.enter();
    try {
      return Element.inWindows(
          element, windowFn.assignWindows(new AssignedElement(windowFn, element)));
    } catch (Throwable t) {
      throw step.failure("assigning windows", element, t);
    } finally {
      step.exit(outer);
    }
  }

  private static final class AssignedElement extends WindowFn<Object, BoundedWindow>.AssignContext {
    private final WindowedValue<?> element;

    AssignedElement(WindowFn<Object, BoundedWindow> windowFn, WindowedValue<?> element) {
      windowFn.super();
      this.element = element;
    }

    @Override
    public Object element() {
      return element.getValue();
    }

    @Override
    public Instant timestamp() {
      return element.getTimestamp();
    }

    @Override
    public BoundedWindow window() {
      return Element.window(element);
    }
  }
}
