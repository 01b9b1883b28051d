/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Namespace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Looks at what one transform of an instance has in state and timers, window by window, for those
 * who ask what it waits for. Of very many entries not all are looked at.
 *
 * <p>Threading: used by the instance's thread alone.
 */
public final class RowSurvey {
  private static final int MOST_ROWS = 200_000;

  private final Map<Window, WindowRows> windows = new HashMap<>();
  private int rows;

  /** Rows of the same window, if they have one. */
  private record Window(@Nullable BoundedWindow window) {}

  /** What was found of a window. */
  public static final class WindowRows {
    private final @Nullable BoundedWindow window;
    private long entries;
    private @Nullable PendingTimer event;
    private @Nullable PendingTimer processing;

    private WindowRows(@Nullable BoundedWindow window) {
      this.window = window;
    }

    /** The window, null for what belongs to keys as a whole. */
    public @Nullable BoundedWindow window() {
      return window;
    }

    /** How many entries it has, of keys as a rule. */
    public long entries() {
      return entries;
    }

    /** When the next timer of event time is due; {@code Long.MAX_VALUE} if there is none. */
    public long nextEventTime() {
      return event == null ? Long.MAX_VALUE : event.time();
    }

    /** When the next timer of processing time is due; {@code Long.MAX_VALUE} if there is none. */
    public long nextProcessingTime() {
      return processing == null ? Long.MAX_VALUE : processing.time();
    }

    /** The key whose timer is due first, null if that is for all keys or there is no timer. */
    public @Nullable Object key() {
      PendingTimer first = event == null ? processing : event;
      return first == null || first.key() == null ? null : first.key().value();
    }

    private void see(PendingTimer timer) {
      if (timer.name().domain() == TimeDomain.EVENT_TIME) {
        event = event == null || timer.precedes(event) ? timer : event;
      } else {
        processing = processing == null || timer.precedes(processing) ? timer : processing;
      }
    }
  }

  /** Looks at what {@code transform} has in {@code rows}. */
  public RowSurvey(InstanceRows rows, String transform) {
    RowTable table = rows.existing(transform);
    if (table != null) {
      table.forEach(this::look);
    }
  }

  private void look(Bucket bucket) {
    boolean own = bucket.namespace.trigger() == Namespace.NO_TRIGGER;
    if (!own && bucket.timers() == 0) {
      return;
    }
    WindowRows found =
        windows.computeIfAbsent(
            new Window(bucket.namespace.window()), window -> new WindowRows(window.window()));
    if (own) {
      found.entries += bucket.size();
    }
    if (rows < MOST_ROWS && bucket.timers() > 0) {
      rows += bucket.size();
      bucket.forEach(row -> row.forEachTimer(found::see));
    }
  }

  /** How many windows there are. */
  public int windows() {
    return windows.size();
  }

  /** At most {@code most} of them, those that are due first, or end first, before others. */
  public List<WindowRows> first(int most) {
    List<WindowRows> all = new ArrayList<>(windows.values());
    all.sort(Comparator.comparingLong(RowSurvey::due).thenComparing(found -> "" + found.window()));
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }

  private static long due(WindowRows found) {
    if (found.event != null) {
      return found.nextEventTime();
    }
    return found.window == null ? Long.MAX_VALUE : found.window.maxTimestamp().getMillis();
  }
}
