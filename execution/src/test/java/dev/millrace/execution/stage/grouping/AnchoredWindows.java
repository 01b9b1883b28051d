/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Windows of their own kind, as bids and auctions have them: every third element anchors a window
 * that takes in those of others that begin in it, and may end later. Without an anchor each is a
 * window of its own.
 */
final class AnchoredWindows extends WindowFn<Object, IntervalWindow> {
  private static final long serialVersionUID = 1L;
  private static final Duration ANCHOR = Duration.millis(24);
  private static final Duration OTHER = Duration.millis(11);

  /** The window of an element. */
  static IntervalWindow at(Instant timestamp) {
    long millis = timestamp.getMillis();
    return Math.floorMod(millis, 3) == 0
        ? new IntervalWindow(Instant.ofEpochMilli(anchor(millis)), ANCHOR)
        : new IntervalWindow(timestamp, OTHER);
  }

  private static long anchor(long millis) {
    return Math.floorDiv(millis, ANCHOR.getMillis()) * ANCHOR.getMillis();
  }

  @Override
  public List<IntervalWindow> assignWindows(AssignContext context) {
    return List.of(at(context.timestamp()));
  }

  @Override
  public void mergeWindows(MergeContext context) throws Exception {
    Map<Long, List<IntervalWindow>> others = new TreeMap<>();
    Map<Long, IntervalWindow> anchors = new TreeMap<>();
    for (IntervalWindow window : context.windows()) {
      long millis = window.start().getMillis();
      if (new Duration(window.start(), window.end()).equals(ANCHOR)) {
        anchors.put(millis, window);
      } else {
        others.computeIfAbsent(anchor(millis), none -> new ArrayList<>()).add(window);
      }
    }
    for (Map.Entry<Long, IntervalWindow> anchor : anchors.entrySet()) {
      List<IntervalWindow> near = others.get(anchor.getKey());
      if (near != null) {
        near.add(anchor.getValue());
        context.merge(near, anchor.getValue());
      }
    }
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in the super class
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof AnchoredWindows;
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    return new WindowMappingFn<>() {
      @Override
      public IntervalWindow getSideInputWindow(BoundedWindow window) {
        throw new UnsupportedOperationException("Anchored windows are no side input's");
      }
    };
  }
}
