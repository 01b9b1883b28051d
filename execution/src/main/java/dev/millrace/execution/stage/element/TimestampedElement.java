/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.element;

import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** A value in the global window at a timestamp of its own. */
final class TimestampedElement<T> extends Element<T> {
  private final Instant timestamp;

  TimestampedElement(@Nullable T value, Instant timestamp) {
    super(value);
    this.timestamp = timestamp;
  }

  @Override
  public Instant getTimestamp() {
    return timestamp;
  }

  @Override
  public BoundedWindow window() {
    return GlobalWindow.INSTANCE;
  }

  @Override
  public List<GlobalWindow> getWindows() {
    return GLOBAL_WINDOWS;
  }

  @Override
  public <OtherT> WindowedValue<OtherT> withValue(@Nullable OtherT value) {
    return new TimestampedElement<>(value, timestamp);
  }
}
