/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
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
import dev.millrace.execution.watermark.Holds;
import dev.millrace.translation.graph.FiringRule;
import dev.millrace.translation.graph.FiringRule.Pace;
import org.apache.beam.runners.core.ReduceFnRunner;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.transforms.windowing.Window.OnTimeBehavior;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Grouping of windows that do not merge and that a {@link FiringRule} fires: a table of panes per
 * window, and event-time timers per window for all its keys. Only panes that wait for a processing
 * time have a timer of their own.
 *
 * @param <InputT> the type of the values
 */
final class PaneTableGrouping<InputT> implements Grouping<InputT> {
  private static final String ID = "__millrace_panes";

  private final StageHost host;
  private final StageOutput output;
  private final Accumulation accumulation;
  private final FiringRule rule;
  private final boolean discarding;
  private final boolean firesOnTimeAlways;
  private final boolean firesLastAlways;
  private final Table<Cell.Value<PaneState>> table;
  private final TimerQueue timers;
  private final StopCheck stop;
  private final OpenWindows windows;
  private final GroupingWatermark outputWatermark;
  private final PaneHolds holds;
  private final LateData lateData = new LateData();
  private final Counter droppedAsClosed =
      Metrics.counter(ReduceFnRunner.class, ReduceFnRunner.DROPPED_DUE_TO_CLOSED_WINDOW);

  /**
   * A grouping of the transform that {@code step} stands for.
   *
   * @param windowing has a trigger that comes to a {@link FiringRule}
   * @param output takes the panes: {@code KV}s of the key and what {@code accumulation} made
   */
  PaneTableGrouping(
      Step step,
      KeySpace keys,
      WindowingStrategy<?, ?> windowing,
      Accumulation accumulation,
      StageOutput output) {
    this.host = step.host();
    this.output = output;
    this.accumulation = accumulation;
    this.rule = requireNonNull(FiringRule.of(windowing.getTrigger()));
    this.discarding = windowing.getMode() == AccumulationMode.DISCARDING_FIRED_PANES;
    this.firesOnTimeAlways = windowing.getOnTimeBehavior() == OnTimeBehavior.FIRE_ALWAYS;
    this.firesLastAlways = windowing.getClosingBehavior() == ClosingBehavior.FIRE_ALWAYS;
    this.table =
        host.state(step.transform(), keys).values(ID, new PaneStateCoder(accumulation.coder()));
    this.timers = host.timers(step.transform(), keys);
    this.stop = host.stop();
    this.windows = new OpenWindows(step, keys, windowing, rule.firesAtEnd());
    this.outputWatermark = new GroupingWatermark(step.transform(), host);
    this.holds = new PaneHolds(step.transform(), host, outputWatermark, windowing);
  }

  @Override
  public void add(Key key, @Nullable InputT value, WindowedValue<?> element) {
    long timestamp = element.getTimestamp().getMillis();
    if (Element.isInOneWindow(element)) {
      add(key, value, timestamp, Element.window(element));
    } else {
      for (BoundedWindow window : element.getWindows()) {
        add(key, value, timestamp, window);
      }
    }
  }

  private void add(Key key, @Nullable InputT value, long timestamp, BoundedWindow ofElement) {
    OpenWindow window = windows.open(ofElement);
    if (window == null) {
      lateData.dropped();
      return;
    }
    Cell.Value<PaneState> cell = table.cell(key, window.namespace());
    PaneState pane = cell.read();
    if (pane == null) {
      pane = new PaneState();
    } else if (pane.closed()) {
      droppedAsClosed.inc();
      return;
    }
    Object before = pane.accumulator();
    pane.add(before == null ? accumulation.first(value) : accumulation.add(before, value));
    holds.add(key, pane, window, timestamp);
    Pace pace = pace(pane);
    TimeDomain clock = pace.clock();
    if (clock != null && pane.due() == PaneState.NONE) {
      pane.due(host.processingTime() + pace.delay());
      setTimer(key, window, pane, clock);
    }
    if (fires(pane, window)) {
      fire(key, pane, window, CausedByDrain.NORMAL);
    }
    cell.write(pane);
  }

  // A timer of an earlier pane stays until the window expires: it may come before that of this one,
  // and fires it if both are due. What fires first decides how far the output watermark has come
  // for the others.
  private void setTimer(Key key, OpenWindow window, PaneState pane, TimeDomain clock) {
    timers
        .named(ID, Long.toString(pane.due()), clock)
        .set(key, window.namespace(), pane.due(), Holds.NONE);
  }

  private Pace pace(PaneState pane) {
    Pace afterEnd = rule.afterEnd();
    return pane.pastEnd() && afterEnd != null ? afterEnd : rule.first();
  }

  private boolean fires(PaneState pane, OpenWindow window) {
    Pace pace = pace(pane);
    return pane.elements() >= pace.elements() || endsNow(pane, window) || isDue(pane, pace.clock());
  }

  private boolean isDue(PaneState pane, @Nullable TimeDomain clock) {
    return clock != null && pane.due() != PaneState.NONE && pane.due() < now(clock);
  }

  private boolean endsNow(PaneState pane, OpenWindow window) {
    return rule.firesAtEnd() && !pane.pastEnd() && window.end() < host.inputWatermark();
  }

  private long now(TimeDomain clock) {
    return clock == TimeDomain.PROCESSING_TIME
        ? host.processingTime()
        : host.synchronizedProcessingTime();
  }

  private void fire(Key key, PaneState pane, OpenWindow window, CausedByDrain drain) {
    boolean ends = endsNow(pane, window);
    boolean last = ends && rule.afterEnd() == null;
    pane.trigger(ends);
    emit(key, pane, window, last, drain);
    pane.beginPane(discarding || last);
    if (last) {
      pane.close();
    }
  }

  private void emit(Key key, PaneState pane, OpenWindow window, boolean last, CausedByDrain drain) {
    long timestamp = holds.release(key, pane, window);
    if (!last) {
      holds.holdForLastPane(key, pane, window);
    }
    PaneInfo info =
        pane.next(
            last, window.end() < host.inputWatermark(), window.end() < outputWatermark.millis());
    if (pane.filled()
        || (firesOnTimeAlways && info.getTiming() == Timing.ON_TIME)
        || (firesLastAlways && last)) {
      pane.emitted(info);
      output.emit(
          Element.of(
              KV.of(key.value(), result(pane.accumulator(), last)),
              Instant.ofEpochMilli(timestamp),
              window.window(),
              info,
              drain));
    }
  }

  private Object result(@Nullable Object accumulator, boolean last) {
    if (accumulator == null) {
      return accumulation.empty();
    }
    return discarding || last
        ? accumulation.result(accumulator)
        : accumulation.resultSoFar(accumulator);
  }

  @Override
  public void fire(TimerFiring firing) {
    if (firing.domain() == TimeDomain.EVENT_TIME) {
      outputWatermark.firing(firing.time());
      fireWindow(firing);
    } else {
      firePane(firing);
    }
  }

  private void fireWindow(TimerFiring firing) {
    Namespace namespace = firing.namespace();
    OpenWindow window = windows.of(namespace);
    if (windows.closeIfExpired(window)) {
      table.drain(namespace, (key, cell) -> expire(key, cell.read(), window, firing.drain()));
      return;
    }
    for (Key key : table.keys(namespace)) {
      stop.throwIfStopped();
      mayFire(key, table.cell(key, namespace), window, firing.drain());
    }
  }

  private void expire(Key key, @Nullable PaneState pane, OpenWindow window, CausedByDrain drain) {
    if (pane != null && !pane.closed()) {
      emit(key, pane, window, true, drain);
    }
  }

  private void mayFire(
      Key key, Cell.Value<PaneState> cell, OpenWindow window, CausedByDrain drain) {
    PaneState pane = cell.read();
    if (pane != null && !pane.closed() && fires(pane, window)) {
      fire(key, pane, window, drain);
      cell.write(pane);
    }
  }

  // The pane may have fired for another reason; the watermark may have passed the window's expiry
  // without its timer having had its turn.
  private void firePane(TimerFiring firing) {
    OpenWindow window = windows.of(firing.namespace());
    Key key = firing.requireKey();
    Cell.Value<PaneState> cell = table.existing(key, firing.namespace());
    if (cell != null && window.expiry() >= host.inputWatermark()) {
      mayFire(key, cell, window, firing.drain());
    }
  }

  @Override
  public void bundleFinished() {
    outputWatermark.bundleFinished();
  }

  @Override
  public void timersFired() {
    outputWatermark.fired();
  }
}
