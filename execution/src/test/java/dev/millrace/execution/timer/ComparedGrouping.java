/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.timer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.core.ReduceFnRunner;
import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.SystemReduceFn;
import org.apache.beam.runners.core.TimerInternals;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.runners.core.triggers.ExecutableTriggerStateMachine;
import org.apache.beam.runners.core.triggers.TriggerStateMachines;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.construction.TriggerTranslation;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;

/** Grouping by {@link ReduceFnRunner} over some state and timers, and the panes it emitted. */
abstract class ComparedGrouping {
  private final WindowingStrategy<?, IntervalWindow> windowing;
  private final SystemReduceFn<String, Integer, ?, ?, IntervalWindow> reduceFn;
  private final ExecutableTriggerStateMachine trigger;
  private Map<String, List<String>> panes = new HashMap<>();

  ComparedGrouping(
      WindowingStrategy<?, IntervalWindow> windowing,
      SystemReduceFn<String, Integer, ?, ?, IntervalWindow> reduceFn) {
    this.windowing = windowing;
    this.reduceFn = reduceFn;
    this.trigger =
        ExecutableTriggerStateMachine.create(
            TriggerStateMachines.stateMachineForTrigger(
                TriggerTranslation.toProto(windowing.getTrigger())));
  }

  abstract void element(String key, WindowedValue<Integer> element) throws Exception;

  /** Advances the input watermark, fires timers, then advances the output watermark. */
  abstract void inputWatermark(long millis) throws Exception;

  abstract void processingTime(long millis) throws Exception;

  abstract long outputWatermark();

  /** The panes since the last call, by key and window. */
  final Map<String, List<String>> takePanes() {
    Map<String, List<String>> taken = panes;
    panes = new HashMap<>();
    return taken;
  }

  final void process(
      String key, StateInternals state, TimerInternals timers, WindowedValue<Integer> element)
      throws Exception {
    run(key, state, timers, reduceFn, runner -> runner.processElements(List.of(element)));
  }

  final void fire(String key, StateInternals state, TimerInternals timers, TimerData timer)
      throws Exception {
    run(key, state, timers, reduceFn, runner -> runner.onTimers(List.of(timer)));
  }

  private <OutputT> void run(
      String key,
      StateInternals state,
      TimerInternals timers,
      SystemReduceFn<String, Integer, ?, OutputT, IntervalWindow> fn,
      Action<OutputT> action)
      throws Exception {
    ReduceFnRunner<String, Integer, OutputT, IntervalWindow> runner =
        new ReduceFnRunner<>(
            key,
            windowing,
            trigger,
            state,
            timers,
            this::emitted,
            null,
            fn,
            PipelineOptionsFactory.create());
    action.run(runner);
    runner.persist();
  }

  private <OutputT> void emitted(WindowedValue<KV<String, OutputT>> pane) {
    panes
        .computeIfAbsent(
            pane.getValue().getKey() + " " + pane.getWindows(), absent -> new ArrayList<>())
        .add(pane.toString());
  }

  private interface Action<OutputT> {
    void run(ReduceFnRunner<String, Integer, OutputT, IntervalWindow> runner) throws Exception;
  }
}
