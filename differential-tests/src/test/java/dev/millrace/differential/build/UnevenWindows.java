/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.joda.time.Instant;

/** Shorter and longer windows in turn, the first of which begins at the epoch. */
final class UnevenWindows extends PartitioningWindowFn<Object, IntervalWindow> {
  private static final long serialVersionUID = 1L;

  private final long shorter;
  private final long longer;

  UnevenWindows(long shorter, long longer) {
    this.shorter = shorter;
    this.longer = longer;
  }

  @Override
  public IntervalWindow assignWindow(Instant timestamp) {
    long period = shorter + longer;
    long start = Math.floorDiv(timestamp.getMillis(), period) * period;
    long middle = start + shorter;
    return timestamp.getMillis() < middle
        ? new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(middle))
        : new IntervalWindow(Instant.ofEpochMilli(middle), Instant.ofEpochMilli(start + period));
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in the super class
  public boolean isCompatible(WindowFn<?, ?> other) {
    return equals(other);
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof UnevenWindows other
        && shorter == other.shorter
        && longer == other.longer;
  }

  @Override
  public int hashCode() {
    return Objects.hash(shorter, longer);
  }
}
