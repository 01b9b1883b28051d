/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The windows of one view that tasks wait for. What happens to a window concerns those alone who
 * wait for it.
 *
 * <p>Threading: safe for use by all threads, under the lock of {@code this}.
 */
final class AwaitedWindows {
  private final Map<BoundedWindow, Awaited> windows = new HashMap<>();
  private final WindowsByTime byTime = new WindowsByTime();

  private record Awaited(long readyAfter, Set<TaskSideInputs> readers) {}

  /**
   * {@code reader} waits for {@code window}.
   *
   * @param readyAfter the watermark in milliseconds past which the window is ready anyway
   */
  synchronized void add(BoundedWindow window, long readyAfter, TaskSideInputs reader) {
    Awaited awaited = windows.get(window);
    if (awaited == null) {
      awaited = new Awaited(readyAfter, new LinkedHashSet<>());
      windows.put(window, awaited);
      byTime.add(readyAfter, window);
    }
    awaited.readers.add(reader);
  }

  /** Those who wait for {@code window}; they do not any longer. */
  synchronized Set<TaskSideInputs> take(BoundedWindow window) {
    @Nullable Awaited awaited = windows.remove(window);
    if (awaited == null) {
      return Set.of();
    }
    byTime.remove(awaited.readyAfter, window);
    return awaited.readers;
  }

  /** The windows that a watermark of {@code millis} makes ready, the earliest first. */
  synchronized List<BoundedWindow> readyAt(long millis) {
    return byTime.takeBefore(millis);
  }

  /** The windows that {@code reader} waits for, with the watermarks past which they are ready. */
  synchronized Map<BoundedWindow, Long> of(TaskSideInputs reader) {
    Map<BoundedWindow, Long> of = new HashMap<>();
    windows.forEach(
        (window, awaited) -> {
          if (awaited.readers.contains(reader)) {
            of.put(window, awaited.readyAfter);
          }
        });
    return of;
  }

  /** How many windows are waited for. */
  synchronized int size() {
    return windows.size();
  }
}
