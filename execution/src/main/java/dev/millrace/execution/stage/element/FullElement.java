/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.element;

import java.util.Collection;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** A value with everything an element can have: several windows, a pane, an origin. */
public final class FullElement<T> extends Element<T> {
  private final Instant timestamp;
  private final Collection<? extends BoundedWindow> windows;
  private final PaneInfo pane;
  private final Origin origin;

  /** An element in {@code windows}, of which there is at least one. */
  public FullElement(
      @Nullable T value,
      Instant timestamp,
      Collection<? extends BoundedWindow> windows,
      PaneInfo pane,
      Origin origin) {
    super(value);
    this.timestamp = timestamp;
    this.windows = windows;
    this.pane = pane;
    this.origin = origin;
  }

  Origin origin() {
    return origin;
  }

  @Override
  public Instant getTimestamp() {
    return timestamp;
  }

  @Override
  public BoundedWindow window() {
    return windows.iterator().next();
  }

  @Override
  public Collection<? extends BoundedWindow> getWindows() {
    return windows;
  }

  @Override
  public PaneInfo getPaneInfo() {
    return pane;
  }

  @Override
  public @Nullable String getRecordId() {
    return origin.recordId();
  }

  @Override
  public @Nullable Long getRecordOffset() {
    return origin.recordOffset();
  }

  @Override
  public CausedByDrain causedByDrain() {
    return origin.drain();
  }

  @Override
  public <OtherT> WindowedValue<OtherT> withValue(@Nullable OtherT value) {
    return new FullElement<>(value, timestamp, windows, pane, origin);
  }
}
