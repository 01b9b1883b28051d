/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.Groups;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.window.LateData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Grouping of the values of sliding windows that fire once, at their end, and take nothing late. A
 * value is kept once, in its slice: the time from the beginning of one window to that of the next.
 * A window is gathered from its slices when it fires; the first of them is of no use to later ones.
 * Source: Li et al., "No pane, no gain: efficient evaluation of sliding-window aggregates over data
 * streams", 2005.
 *
 * <p>A value that is not in all windows of a slice, as those of a DoFn that was called window by
 * window, is kept by window.
 *
 * @param <InputT> the type of the values
 */
final class SlicesGrouping<InputT> implements Grouping<InputT> {
  private static final String ID = "__millrace_slices";

  /**
   * Tells the namespace of a slice, which has the last window that begins in it, from that
   * window's.
   */
  private static final int SLICE = 0;

  private final StageHost host;
  private final StageOutput output;
  private final Groups<Object, Object> groups;
  private final OpenWindows windows;
  private final LateData lateData = new LateData();
  private final Duration size;
  private final long period;
  private final int slicesPerWindow;

  // Those that have values, by the start of their last window: most may have none.
  private final TreeMap<Long, Namespace> slices = new TreeMap<>();

  // Runs of elements of the same slice are the rule, and have the same collection of windows then.
  private List<? extends BoundedWindow> latestWindows = List.of();
  private Namespace latestSlice = Namespace.GLOBAL;
  private long latestIsOpenUntil;

  /**
   * A grouping of the transform that {@code step} stands for.
   *
   * @param windowing of sliding windows whose size is a multiple of their period
   * @param output takes the panes: {@code KV}s of the key and its values
   */
  @SuppressWarnings("unchecked") // the coders code what they are given
  SlicesGrouping(
      Step step,
      KeySpace keys,
      Coder<?> valueCoder,
      WindowingStrategy<?, ?> windowing,
      StageOutput output) {
    this.host = step.host();
    this.output = output;
    this.groups =
        host.state(step.transform(), keys)
            .groups(ID, (Coder<Object>) keys.keyCoder(), (Coder<Object>) valueCoder);
    this.windows = new OpenWindows(step, keys, windowing, false);
    SlidingWindows sliding = (SlidingWindows) windowing.getWindowFn();
    this.size = sliding.getSize();
    this.period = sliding.getPeriod().getMillis();
    this.slicesPerWindow = Math.toIntExact(size.getMillis() / period);
    for (Namespace namespace : groups.namespaces()) {
      if (namespace.trigger() == SLICE) {
        slices.put(((IntervalWindow) namespace.requireWindow()).start().getMillis(), namespace);
      }
    }
  }

  @Override
  public void add(Key key, @Nullable InputT value, WindowedValue<?> element) {
    Collection<? extends BoundedWindow> all = element.getWindows();
    if (all != latestWindows || latestIsOpenUntil < host.inputWatermark()) {
      if (!openSlice(all)) {
        addByWindow(key, value, all);
        return;
      }
    }
    groups.add(key, latestSlice, value);
  }

  // Whether all of the windows are open and those of one slice.
  private boolean openSlice(Collection<? extends BoundedWindow> all) {
    long openUntil = Long.MAX_VALUE;
    IntervalWindow last = null;
    if (all.size() != slicesPerWindow) {
      return false;
    }
    for (BoundedWindow window : all) {
      openUntil = Math.min(openUntil, window.maxTimestamp().getMillis());
      IntervalWindow interval = (IntervalWindow) window;
      last = last == null || last.start().isBefore(interval.start()) ? interval : last;
    }
    if (last == null
        || openUntil < host.inputWatermark()
        || !new HashSet<>(all).containsAll(windowsOfSlice(last))) {
      return false;
    }
    all.forEach(windows::open);
    // A collection that may change does not tell by its identity what is in it.
    latestWindows = List.copyOf(all);
    latestSlice = slices.computeIfAbsent(last.start().getMillis(), this::slice);
    latestIsOpenUntil = openUntil;
    return true;
  }

  private List<IntervalWindow> windowsOfSlice(IntervalWindow last) {
    List<IntervalWindow> some = new ArrayList<>(slicesPerWindow);
    for (int i = 0; i < slicesPerWindow; i++) {
      some.add(new IntervalWindow(last.start().minus(i * period), size));
    }
    return some;
  }

  private Namespace slice(long lastStart) {
    return new Namespace(new IntervalWindow(Instant.ofEpochMilli(lastStart), size), SLICE);
  }

  private void addByWindow(
      Key key, @Nullable InputT value, Collection<? extends BoundedWindow> ofElement) {
    for (BoundedWindow window : ofElement) {
      OpenWindow open = windows.open(window);
      if (open == null) {
        lateData.dropped();
      } else {
        groups.add(key, open.namespace(), value);
      }
    }
  }

  @Override
  public void fire(TimerFiring firing) {
    OpenWindow window = windows.of(firing.namespace());
    Instant timestamp = Instant.ofEpochMilli(window.end());
    windows.closeIfExpired(window);
    long start = ((IntervalWindow) window.window()).start().getMillis();
    List<Namespace> parts =
        new ArrayList<>(slices.subMap(start, start + size.getMillis()).values());
    parts.add(window.namespace());
    groups.gather(
        parts,
        (key, values) ->
            output.emit(
                Element.of(
                    KV.of(key, values),
                    timestamp,
                    window.window(),
                    PaneInfo.ON_TIME_AND_ONLY_FIRING,
                    firing.drain())));
    Namespace first = slices.remove(start);
    if (first != null) {
      groups.clear(first);
    }
    groups.clear(window.namespace());
  }
}
