/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.element;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * An element on its way through a stage. Immutable as far as its value is.
 *
 * <p>The shapes differ only in what they store: most elements are in one window, at one timestamp,
 * and carry no record id.
 *
 * @param <T> the type of the value
 */
public abstract sealed class Element<T> implements WindowedValue<T>
    permits ValueElement, TimestampedElement, WindowElement, FullElement {
  /** A template of elements in the global window at the minimum timestamp. */
  public static final Element<?> UNTIMED = new ValueElement<>(null);

  static final List<GlobalWindow> GLOBAL_WINDOWS = List.of(GlobalWindow.INSTANCE);

  private final @Nullable T value;

  Element(@Nullable T value) {
    this.value = value;
  }

  /** An element in one window, without record id. */
  public static <T> Element<T> of(
      @Nullable T value, Instant timestamp, BoundedWindow window, PaneInfo pane) {
    if (window == GlobalWindow.INSTANCE && pane.equals(PaneInfo.NO_FIRING)) {
      return inGlobalWindow(value, timestamp);
    }
    return new WindowElement<>(value, timestamp, window, pane);
  }

  /** An element in one window that a drain has brought about, or not. */
  public static <T> Element<T> of(
      @Nullable T value,
      Instant timestamp,
      BoundedWindow window,
      PaneInfo pane,
      CausedByDrain drain) {
    return drain == CausedByDrain.NORMAL
        ? of(value, timestamp, window, pane)
        : new FullElement<>(value, timestamp, List.of(window), pane, new Origin(null, null, drain));
  }

  /** The same element, brought about by a drain. */
  public static <T> Element<T> broughtByDrain(WindowedValue<T> element) {
    return new FullElement<>(
        element.getValue(),
        element.getTimestamp(),
        element.getWindows(),
        element.getPaneInfo(),
        new Origin(
            element.getRecordId(), element.getRecordOffset(), CausedByDrain.CAUSED_BY_DRAIN));
  }

  /** An element in the global window that has not been through a grouping. */
  public static <T> Element<T> inGlobalWindow(@Nullable T value, Instant timestamp) {
    return timestamp.getMillis() == BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()
        ? new ValueElement<>(value)
        : new TimestampedElement<>(value, timestamp);
  }

  /** An element at {@code timestamp} that is otherwise like {@code template}. */
  public static <T> Element<T> like(
      WindowedValue<?> template, @Nullable T value, Instant timestamp) {
    if (template instanceof ValueElement || template instanceof TimestampedElement) {
      return inGlobalWindow(value, timestamp);
    }
    if (template instanceof WindowElement<?> one) {
      return new WindowElement<>(value, timestamp, one.window(), one.getPaneInfo());
    }
    return new FullElement<>(
        value, timestamp, template.getWindows(), template.getPaneInfo(), Origin.of(template));
  }

  /** The same element assigned to {@code windows} instead of its own. */
  public static <T> Element<T> inWindows(
      WindowedValue<T> element, Collection<? extends BoundedWindow> windows) {
    return inWindows(element, element.getValue(), windows);
  }

  /** An element in {@code windows} that is otherwise like {@code template}. */
  public static <T> Element<T> inWindows(
      WindowedValue<?> template, @Nullable T value, Collection<? extends BoundedWindow> windows) {
    Origin origin = Origin.of(template);
    if (windows.size() == 1 && origin.equals(Origin.NONE)) {
      return of(value, template.getTimestamp(), windows.iterator().next(), template.getPaneInfo());
    }
    return new FullElement<>(
        value, template.getTimestamp(), windows, template.getPaneInfo(), origin);
  }

  /** The one window of {@code element}; the first where there are several. */
  public static BoundedWindow window(WindowedValue<?> element) {
    return element instanceof Element<?> own
        ? own.window()
        : element.getWindows().iterator().next();
  }

  /** Whether {@code element} is in one window, so that it is all that it would explode to. */
  public static boolean isInOneWindow(WindowedValue<?> element) {
    return (element instanceof Element<?> && !(element instanceof FullElement<?>))
        || element.getWindows().size() == 1;
  }

  /** The only window, or the first of several. */
  public abstract BoundedWindow window();

  @Override
  public @Nullable T getValue() {
    return value;
  }

  @Override
  public PaneInfo getPaneInfo() {
    return PaneInfo.NO_FIRING;
  }

  @Override
  public @Nullable String getRecordId() {
    return null;
  }

  @Override
  public @Nullable Long getRecordOffset() {
    return null;
  }

  @Override
  public CausedByDrain causedByDrain() {
    return CausedByDrain.NORMAL;
  }

  @Override
  public Iterable<? extends WindowedValue<T>> explodeWindows() {
    Collection<? extends BoundedWindow> windows = getWindows();
    if (windows.size() == 1) {
      return List.of(this);
    }
    List<WindowedValue<T>> exploded = new ArrayList<>(windows.size());
    for (BoundedWindow window : windows) {
      exploded.add(inWindows(this, List.of(window)));
    }
    return exploded;
  }

  @Override
  @SuppressWarnings("unchecked") // compares by Object.equals, whatever the type of the value
  public boolean equals(@Nullable Object other) {
    return other instanceof WindowedValue && WindowedValues.equals(this, (WindowedValue<T>) other);
  }

  @Override
  public int hashCode() {
    return WindowedValues.hashCode(this);
  }

  @Override
  public String toString() {
    return getValue() + " at " + getTimestamp() + " in " + getWindows() + ", " + getPaneInfo();
  }
}
