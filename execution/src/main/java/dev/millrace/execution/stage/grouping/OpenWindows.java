/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.window.WindowExpiry;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The windows of a grouping that have elements and have not expired, with their event-time timers,
 * each of which is for all keys of its window: one for the expiry, and, if that is asked for, one
 * for the end where the window expires later. A timer holds the output watermark at its time.
 */
public final class OpenWindows {
  private static final String END = "__millrace_end";
  private static final String EXPIRY = "__millrace_expiry";

  private final StageHost host;
  private final TimerQueue timers;
  private final TimerQueue.Named ends;
  private final TimerQueue.Named expiries;
  private final WindowExpiry expiry;
  private final boolean fireAtEnd;

  // Only spares setting timers again that are set; setting them again would do no harm.
  private final Map<BoundedWindow, OpenWindow> open = new HashMap<>();

  // Runs of elements of the same window are the rule.
  private @Nullable OpenWindow latest;

  /**
   * No windows yet.
   *
   * @param fireAtEnd whether a timer is due at the end of a window too
   */
  public OpenWindows(
      Step step, KeySpace keys, WindowingStrategy<?, ?> windowing, boolean fireAtEnd) {
    this.host = step.host();
    this.timers = host.timers(step.transform(), keys);
    this.ends = timers.named("", END, TimeDomain.EVENT_TIME);
    this.expiries = timers.named("", EXPIRY, TimeDomain.EVENT_TIME);
    this.expiry = new WindowExpiry(windowing);
    this.fireAtEnd = fireAtEnd;
  }

  /** Sets the timers of {@code window} if it has none; answers null if the window has expired. */
  public @Nullable OpenWindow open(BoundedWindow window) {
    OpenWindow known = latest;
    if (known == null || !known.window().equals(window)) {
      known = open.get(window);
      if (known == null) {
        return openFirst(window);
      }
      latest = known;
    }
    return known.expiry() < host.inputWatermark() ? null : known;
  }

  private @Nullable OpenWindow openFirst(BoundedWindow window) {
    OpenWindow opened = of(Namespace.of(window));
    if (opened.expiry() < host.inputWatermark()) {
      return null;
    }
    expiries.set(null, opened.namespace(), opened.expiry(), opened.expiry());
    if (fireAtEnd && opened.end() < opened.expiry() && opened.end() >= host.inputWatermark()) {
      ends.set(null, opened.namespace(), opened.end(), opened.end());
    }
    open.put(window, opened);
    latest = opened;
    return opened;
  }

  /** The window of {@code namespace}, for which a timer has fired. */
  public OpenWindow of(Namespace namespace) {
    BoundedWindow window = namespace.requireWindow();
    return new OpenWindow(window, namespace, window.maxTimestamp().getMillis(), expiry.of(window));
  }

  /**
   * If {@code window} has expired, forgets it and drops its timers, also those that others have set
   * in its namespace; answers whether it has.
   */
  public boolean closeIfExpired(OpenWindow window) {
    if (window.expiry() >= host.inputWatermark()) {
      return false;
    }
    open.remove(window.window());
    latest = null;
    timers.clear(window.namespace());
    return true;
  }
}
