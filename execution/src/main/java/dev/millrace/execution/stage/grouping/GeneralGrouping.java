/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.window.LateData;
import dev.millrace.execution.stage.window.WindowExpiry;
import dev.millrace.execution.state.TableStateInternals;
import dev.millrace.execution.timer.KeyedTimerInternals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.runners.core.ReduceFnRunner;
import org.apache.beam.runners.core.SystemReduceFn;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.runners.core.triggers.ExecutableTriggerStateMachine;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * The general grouping: values by key and window, with whatever triggers, merging and accumulation
 * a windowing asks for.
 *
 * <p>What becomes of a value, a timer or a pane is decided by Beam's {@code ReduceFnRunner}; this
 * class keeps its state, timers and holds in the host's tables and drops what comes too late.
 *
 * @param <InputT> the type of the values
 */
final class GeneralGrouping<InputT> implements Grouping<InputT> {
  private static final int MAX_RUNNERS = 1_000;

  private final String transform;
  private final StageHost host;
  private final StageOutput output;
  private final WindowingStrategy<Object, BoundedWindow> windowing;
  private final SystemReduceFn<Object, InputT, ?, ?, BoundedWindow> reduceFn;
  private final ExecutableTriggerStateMachine trigger;
  private final TableStateInternals state;
  private final TimerQueue queue;
  private final KeyedTimerInternals timers;
  private final GroupingWatermark outputWatermark;
  private final WindowExpiry expiry;
  private final LateData lateData = new LateData();
  private final Map<Key, ReduceFnRunner<Object, InputT, ?, BoundedWindow>> runners =
      new HashMap<>();

  // Those for which a timer has fired since the watermark last rose: none where a bundle may end.
  private final Set<Namespace> expired = new HashSet<>();

  /**
   * A grouping of the transform that {@code step} stands for.
   *
   * @param output takes the panes: {@code KV}s of the key and what {@code reduceFn} made
   */
  @SuppressWarnings("unchecked") // the windows of the elements are those of their windowing
  GeneralGrouping(
      Step step,
      KeySpace keys,
      WindowingStrategy<?, ?> windowing,
      SystemReduceFn<Object, InputT, ?, ?, BoundedWindow> reduceFn,
      StageOutput output) {
    this.transform = step.transform();
    this.host = step.host();
    this.output = output;
    this.windowing = (WindowingStrategy<Object, BoundedWindow>) windowing;
    this.reduceFn = reduceFn;
    this.trigger = TriggerMachines.of(windowing.getTrigger());
    this.state = new TableStateInternals(host.state(transform, keys), host.holds(transform));
    this.queue = host.timers(transform, keys);
    this.outputWatermark = new GroupingWatermark(transform, host);
    this.timers = new KeyedTimerInternals(transform, host, keys, outputWatermark::millis);
    this.expiry = new WindowExpiry(windowing);
  }

  @Override
  public void add(Key key, @Nullable InputT value, WindowedValue<?> element) throws Exception {
    WindowedValue<InputT> timely = withoutExpiredWindows(element.withValue(value));
    if (timely != null) {
      runner(key).processElements(List.of(timely));
    }
  }

  private @Nullable WindowedValue<InputT> withoutExpiredWindows(WindowedValue<InputT> value) {
    long watermark = host.inputWatermark();
    List<BoundedWindow> timely = new ArrayList<>(value.getWindows().size());
    for (BoundedWindow window : value.getWindows()) {
      if (expiry.of(window) < watermark) {
        lateData.dropped();
      } else {
        timely.add(window);
      }
    }
    if (timely.size() == value.getWindows().size()) {
      return value;
    }
    return timely.isEmpty() ? null : Element.inWindows(value, timely);
  }

  @Override
  public void fire(TimerFiring firing) throws Exception {
    if (firing.domain() == TimeDomain.EVENT_TIME) {
      outputWatermark.firing(firing.time());
    }
    runner(firing.requireKey()).onTimers(List.of(timers.toTimerData(firing)));
    if (hasExpired(firing)) {
      BoundedWindow window = firing.namespace().requireWindow();
      deleteTimer(firing, window.maxTimestamp());
      deleteTimer(firing, Instant.ofEpochMilli(expiry.of(window)));
      expired.add(firing.namespace());
    }
  }

  @Override
  public void bundleFinished() {
    persist();
    outputWatermark.bundleFinished();
  }

  @Override
  public void timersFired() {
    outputWatermark.fired();
    dropTimersOfExpiredWindows();
  }

  // Beam's triggers leave timers that they need no longer to fire and be ignored. Only now has each
  // key of these windows had the timer for its expiry.
  private void dropTimersOfExpiredWindows() {
    expired.forEach(queue::clear);
    expired.clear();
  }

  // What a runner knows of the windows of its key is costly to read and write where windows merge:
  // the more of them, the more. So it is kept until the bundle ends.
  private ReduceFnRunner<Object, InputT, ?, BoundedWindow> runner(Key key) {
    ReduceFnRunner<Object, InputT, ?, BoundedWindow> runner = runners.get(key);
    if (runner == null) {
      if (runners.size() == MAX_RUNNERS) {
        persist();
      }
      moveTo(key);
      runner = newRunner(key);
      runners.put(key, runner);
    } else {
      moveTo(key);
    }
    return runner;
  }

  private void persist() {
    runners.forEach(
        (key, runner) -> {
          moveTo(key);
          runner.persist();
        });
    runners.clear();
  }

  private void moveTo(Key key) {
    state.key(key);
    timers.key(key);
  }

  // Windows have timers for their end and for their expiry. When the watermark leaps past both,
  // runners-core expires the window at the first one it is given, and would take the other one for
  // the first of a new window.
  private boolean hasExpired(TimerFiring firing) {
    return firing.domain() == TimeDomain.EVENT_TIME
        && expiry.of(firing.namespace().requireWindow()) < host.inputWatermark();
  }

  private void deleteTimer(TimerFiring firing, Instant time) {
    TimerData timer =
        TimerData.of(
            timers.toTimerData(firing).getNamespace(),
            time,
            time,
            TimeDomain.EVENT_TIME,
            CausedByDrain.NORMAL);
    timers.deleteTimer(
        timer.getNamespace(), timer.getTimerId(), timer.getTimerFamilyId(), timer.getDomain());
  }

  @SuppressWarnings("unchecked") // what the reduce function makes is only passed on
  private ReduceFnRunner<Object, InputT, ?, BoundedWindow> newRunner(Key key) {
    return new ReduceFnRunner<>(
        key.value(),
        windowing,
        trigger,
        state,
        timers,
        output::emit,
        null,
        (SystemReduceFn<Object, InputT, ?, Object, BoundedWindow>) reduceFn,
        host.options());
  }
}
