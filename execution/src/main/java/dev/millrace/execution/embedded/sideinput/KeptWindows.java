/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * Which windows of one view have contents that are kept, and until when: until they expire, and
 * longer for the sake of work that began before.
 *
 * <p>Threading: safe for use by all threads, under the lock of {@code this}.
 */
final class KeptWindows {
  private final WindowsByTime byExpiry = new WindowsByTime();
  private final Map<BoundedWindow, Integer> retained = new HashMap<>();
  // Only a hint when to look.
  private volatile long nextExpiry = Long.MAX_VALUE;

  /** {@code window} has contents, to be kept until its expiry. */
  synchronized void add(BoundedWindow window, long expiry) {
    byExpiry.add(expiry, window);
    nextExpiry = byExpiry.earliest();
  }

  /** Keeps {@code window} whenever it expires, until it has been released as often. */
  synchronized void retain(BoundedWindow window) {
    retained.merge(window, 1, Integer::sum);
  }

  /** Takes back one {@link #retain}. */
  synchronized void release(BoundedWindow window, long expiry) {
    Integer left = retained.merge(window, -1, Integer::sum);
    if (left == 0) {
      retained.remove(window);
      add(window, expiry);
    }
  }

  /** Whether {@code window} is kept whenever it expires. */
  synchronized boolean isRetained(BoundedWindow window) {
    return retained.containsKey(window);
  }

  /** The windows that need not be kept any more as {@code passed} is past their expiry. */
  List<BoundedWindow> takeExpired(long passed) {
    return passed <= nextExpiry ? List.of() : take(passed);
  }

  private synchronized List<BoundedWindow> take(long passed) {
    List<BoundedWindow> expired = byExpiry.takeBefore(passed);
    expired.removeIf(retained::containsKey);
    nextExpiry = byExpiry.earliest();
    return expired;
  }
}
