/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.window.LateData;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Grouping of windows that merge, fire once, at their end, and take nothing late: the active
 * windows per key, and one timer per key.
 *
 * <p>The timer is due no later than the end of the key's earliest window. Windows that grow leave
 * it where it is: it moves when it fires, once per length of a session's gap at most instead of for
 * each element. It holds the output watermark only where the input watermark has passed it, so that
 * an early timer costs nothing.
 *
 * <p>Windows need not be merged before that timer fires: until then none of them can have ended,
 * and what they will be merged to does not depend on when they are.
 *
 * @param <InputT> the type of the values
 */
abstract class MergingGrouping<InputT> implements Grouping<InputT> {
  private static final String ID = "__millrace_windows";

  private final StageHost host;
  private final StageOutput output;
  private final Accumulation accumulation;
  private final Supplier<ActiveWindows> none;
  private final Table<Cell.Value<ActiveWindows>> table;
  private final TimerQueue.Named timers;
  private final StopCheck stop;
  private final LateData lateData = new LateData();

  /**
   * A grouping of the transform that {@code step} stands for.
   *
   * @param none makes the active windows of a key that has none
   * @param table the table of active windows by a name
   * @param output takes the panes: {@code KV}s of the key and what {@code accumulation} made
   */
  MergingGrouping(
      Step step,
      KeySpace keys,
      Accumulation accumulation,
      Supplier<ActiveWindows> none,
      BiFunction<KeyedState, String, Table<Cell.Value<ActiveWindows>>> table,
      StageOutput output) {
    this.host = step.host();
    this.output = output;
    this.accumulation = accumulation;
    this.none = none;
    this.table = table.apply(host.state(step.transform(), keys), ID);
    this.timers = host.timers(step.transform(), keys).named(ID, ID, TimeDomain.EVENT_TIME);
    this.stop = host.stop();
  }

  @Override
  public void add(Key key, @Nullable InputT value, WindowedValue<?> element) throws Exception {
    for (BoundedWindow window : element.getWindows()) {
      if (window.maxTimestamp().getMillis() < host.inputWatermark()) {
        lateData.dropped();
      } else {
        add(key, value, window);
      }
    }
  }

  private void add(Key key, @Nullable InputT value, BoundedWindow window) throws Exception {
    Cell.Value<ActiveWindows> cell = table.cell(key, Namespace.GLOBAL);
    ActiveWindows active = cell.read();
    if (active == null) {
      active = none.get();
    }
    active.add(window, value, accumulation);
    if (last(active) < active.timer()) {
      setTimer(key, active);
    }
    cell.write(active);
  }

  // Windows near the end of time reach beyond it, the watermark does not.
  private static long last(ActiveWindows active) {
    return Math.min(active.firstEnd(), GlobalWindow.INSTANCE.maxTimestamp().getMillis());
  }

  private void setTimer(Key key, ActiveWindows active) {
    long last = last(active);
    active.timer(last);
    timers.set(key, Namespace.GLOBAL, last, last);
  }

  @Override
  public void fire(TimerFiring firing) throws Exception {
    Key key = firing.requireKey();
    Cell.Value<ActiveWindows> cell = table.cell(key, Namespace.GLOBAL);
    ActiveWindows active = requireNonNull(cell.read());
    active.merge(accumulation);
    while (!active.isEmpty() && last(active) < host.inputWatermark()) {
      emit(key, active, firing.drain());
    }
    if (active.isEmpty()) {
      cell.clear();
    } else {
      setTimer(key, active);
      cell.write(active);
    }
  }

  private void emit(Key key, ActiveWindows active, CausedByDrain drain) {
    stop.throwIfStopped();
    BoundedWindow window = active.first();
    output.emit(
        Element.of(
            KV.of(key.value(), accumulation.result(active.removeFirst())),
            window.maxTimestamp(),
            window,
            PaneInfo.ON_TIME_AND_ONLY_FIRING,
            drain));
  }
}
