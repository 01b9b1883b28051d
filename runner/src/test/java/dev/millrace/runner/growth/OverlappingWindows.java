/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.joda.time.Duration;

/** Windows around each element that merge two by two: a user's own, of which nothing is known. */
final class OverlappingWindows extends WindowFn<Object, IntervalWindow> {
  private static final long serialVersionUID = 1L;
  private final long millis;

  OverlappingWindows(long millis) {
    this.millis = millis;
  }

  @Override
  public List<IntervalWindow> assignWindows(AssignContext context) {
    long start = context.timestamp().getMillis() / millis * millis;
    return List.of(
        new IntervalWindow(
            context.timestamp(),
            Duration.millis(start + millis - context.timestamp().getMillis())));
  }

  @Override
  public void mergeWindows(MergeContext context) throws Exception {
    List<IntervalWindow> sorted = new ArrayList<>(context.windows());
    sorted.sort(Comparator.comparing(IntervalWindow::start));
    for (int i = 0; i + 1 < sorted.size(); i++) {
      if (sorted.get(i).end().equals(sorted.get(i + 1).end())) {
        context.merge(List.of(sorted.get(i), sorted.get(i + 1)), sorted.get(i));
        i++;
      }
    }
  }

  @Override
  @SuppressWarnings("deprecation") // abstract all the same
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof OverlappingWindows;
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    throw new UnsupportedOperationException("Not for side inputs");
  }
}
