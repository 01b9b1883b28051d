/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.timer;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.runners.core.InMemoryStateInternals;
import org.apache.beam.runners.core.InMemoryTimerInternals;
import org.apache.beam.runners.core.SystemReduceFn;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Instant;

/** Over Beam's in-memory state and timers, one of each per key. */
final class InMemoryGrouping extends ComparedGrouping {
  private final Map<String, KeyContext> keys = new TreeMap<>();
  private Instant inputWatermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private Instant outputWatermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private Instant processingTime = Instant.EPOCH;

  InMemoryGrouping(
      WindowingStrategy<?, IntervalWindow> windowing,
      SystemReduceFn<String, Integer, ?, ?, IntervalWindow> reduceFn) {
    super(windowing, reduceFn);
  }

  @Override
  void element(String key, WindowedValue<Integer> element) throws Exception {
    KeyContext context = keys.computeIfAbsent(key, KeyContext::new);
    context.advance();
    process(key, context.state, context.timers, element);
  }

  @Override
  void inputWatermark(long millis) throws Exception {
    inputWatermark = Instant.ofEpochMilli(millis);
    fireTimers();
    Instant earliest = inputWatermark;
    for (KeyContext context : keys.values()) {
      Instant hold = context.state.earliestHold();
      earliest = hold.isBefore(earliest) ? hold : earliest;
    }
    outputWatermark = earliest.isAfter(outputWatermark) ? earliest : outputWatermark;
  }

  @Override
  void processingTime(long millis) throws Exception {
    processingTime = Instant.ofEpochMilli(millis);
    fireTimers();
  }

  @Override
  long outputWatermark() {
    return outputWatermark.getMillis();
  }

  /** How many states hold something. */
  int cells() {
    return keys.values().stream().mapToInt(context -> context.state.cells()).sum();
  }

  private void fireTimers() throws Exception {
    for (KeyContext context : keys.values()) {
      context.advance();
      for (TimerData timer; (timer = context.nextTimer()) != null; ) {
        fire(context.key, context.state, context.timers, timer);
      }
    }
  }

  private final class KeyContext {
    private final String key;
    private final HeldState state;
    private final InMemoryTimerInternals timers = new InMemoryTimerInternals();

    KeyContext(String key) {
      this.key = key;
      this.state = new HeldState(key);
    }

    void advance() throws Exception {
      timers.advanceInputWatermark(inputWatermark);
      timers.advanceOutputWatermark(outputWatermark);
      timers.advanceProcessingTime(processingTime);
      timers.advanceSynchronizedProcessingTime(processingTime);
    }

    TimerData nextTimer() {
      TimerData timer = timers.removeNextEventTimer();
      if (timer == null) {
        timer = timers.removeNextProcessingTimer();
      }
      return timer == null ? timers.removeNextSynchronizedProcessingTimer() : timer;
    }
  }

  private static final class HeldState extends InMemoryStateInternals<String> {
    HeldState(String key) {
      super(key);
    }

    int cells() {
      int cells = 0;
      for (State state : inMemoryState.values()) {
        cells += isEmptyForTesting(state) ? 0 : 1;
      }
      return cells;
    }

    Instant earliestHold() {
      Instant earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
      for (State state : inMemoryState.values()) {
        if (state instanceof WatermarkHoldState hold
            && hold.read() != null
            && hold.read().isBefore(earliest)) {
          earliest = hold.read();
        }
      }
      return earliest;
    }
  }
}
