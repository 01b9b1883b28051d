/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.element;

import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** A value in one window. */
final class WindowElement<T> extends Element<T> {
  private final Instant timestamp;
  private final BoundedWindow window;
  private final PaneInfo pane;

  WindowElement(@Nullable T value, Instant timestamp, BoundedWindow window, PaneInfo pane) {
    super(value);
    this.timestamp = timestamp;
    this.window = window;
    this.pane = pane;
  }

  @Override
  public Instant getTimestamp() {
    return timestamp;
  }

  @Override
  public BoundedWindow window() {
    return window;
  }

  @Override
  public List<BoundedWindow> getWindows() {
    return Collections.singletonList(window);
  }

  @Override
  public PaneInfo getPaneInfo() {
    return pane;
  }

  @Override
  public <OtherT> WindowedValue<OtherT> withValue(@Nullable OtherT value) {
    return new WindowElement<>(value, timestamp, window, pane);
  }
}
