/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * Windows in the order of a time that each of them has, so that those whose time has come are found
 * without a look at the others.
 *
 * <p>Threading: for one thread at a time.
 */
final class WindowsByTime {
  private final TreeMap<Long, Set<BoundedWindow>> byTime = new TreeMap<>();

  /** Adds {@code window} with its time in milliseconds, unless it is there. */
  void add(long millis, BoundedWindow window) {
    byTime.computeIfAbsent(millis, absent -> new HashSet<>()).add(window);
  }

  /** Removes {@code window}, which has been added with {@code millis}. */
  void remove(long millis, BoundedWindow window) {
    byTime.computeIfPresent(
        millis,
        (time, windows) -> {
          windows.remove(window);
          return windows.isEmpty() ? null : windows;
        });
  }

  /** Removes and answers the windows whose time is before {@code millis}, the earliest first. */
  List<BoundedWindow> takeBefore(long millis) {
    Collection<Set<BoundedWindow>> due = byTime.headMap(millis).values();
    List<BoundedWindow> taken = new ArrayList<>();
    due.forEach(taken::addAll);
    due.clear();
    return taken;
  }

  /** The earliest time, {@code Long.MAX_VALUE} if there is no window. */
  long earliest() {
    return byTime.isEmpty() ? Long.MAX_VALUE : byTime.firstKey();
  }
}
