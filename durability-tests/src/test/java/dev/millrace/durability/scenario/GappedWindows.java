/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.joda.time.Duration;

/** Windows that merge as sessions do, of a function that the engine does not know. */
final class GappedWindows extends WindowFn<Object, IntervalWindow> {
  private static final long serialVersionUID = 1L;
  private final Duration gap;

  GappedWindows(Duration gap) {
    this.gap = gap;
  }

  @Override
  public List<IntervalWindow> assignWindows(AssignContext context) {
    return List.of(new IntervalWindow(context.timestamp(), gap));
  }

  @Override
  public void mergeWindows(MergeContext context) throws Exception {
    List<IntervalWindow> together = new ArrayList<>();
    IntervalWindow all = null;
    for (IntervalWindow window : context.windows().stream().sorted().toList()) {
      if (all != null && !all.intersects(window)) {
        merge(context, together, all);
        together.clear();
        all = null;
      }
      all = all == null ? window : all.span(window);
      together.add(window);
    }
    merge(context, together, all);
  }

  private static void merge(
      WindowFn<Object, IntervalWindow>.MergeContext context,
      List<IntervalWindow> together,
      IntervalWindow all)
      throws Exception {
    if (together.size() > 1) {
      context.merge(List.copyOf(together), all);
    }
  }

  @Override
  @Deprecated
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof GappedWindows;
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    throw new UnsupportedOperationException("These windows are for no side input");
  }
}
