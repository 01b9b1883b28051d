/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.timer;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.state.TableStateInternals;
import org.apache.beam.runners.core.SystemReduceFn;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;

/** Over our own state and timers, one object of each for all keys. */
final class TableGrouping extends ComparedGrouping {
  final FakeHost host = new FakeHost();
  private final Keyer keyer = new Keyer(StringUtf8Coder.of(), "test");
  private final TableStateInternals state =
      new TableStateInternals(host.state("test", KeySpace.SINGLE), host.holds("test"));
  private final KeyedTimerInternals timers;

  TableGrouping(
      WindowingStrategy<?, IntervalWindow> windowing,
      SystemReduceFn<String, Integer, ?, ?, IntervalWindow> reduceFn) {
    super(windowing, reduceFn);
    timers =
        new KeyedTimerInternals(
            "test", host, KeySpace.of(StringUtf8Coder.of(), windowing), host::outputWatermark);
  }

  @Override
  void element(String key, WindowedValue<Integer> element) throws Exception {
    moveTo(keyer.key(key));
    process(key, state, timers, element);
  }

  @Override
  void inputWatermark(long millis) throws Exception {
    host.inputWatermark = millis;
    for (TimerFiring firing; (firing = host.timers.pollEventTime(millis)) != null; ) {
      fire(firing);
    }
    host.outputWatermark = Math.max(host.outputWatermark, Math.min(millis, host.holds.minimum()));
  }

  @Override
  void processingTime(long millis) throws Exception {
    host.processingTime = millis;
    for (TimerFiring firing; (firing = host.timers.pollProcessingTime(millis)) != null; ) {
      fire(firing);
    }
    for (TimerFiring firing; (firing = host.timers.pollSynchronizedTime(millis)) != null; ) {
      fire(firing);
    }
  }

  @Override
  long outputWatermark() {
    return host.outputWatermark;
  }

  private void fire(TimerFiring firing) throws Exception {
    moveTo(firing.key());
    fire((String) firing.key().value(), state, timers, timers.toTimerData(firing));
  }

  private void moveTo(Key key) {
    state.key(key);
    timers.key(key);
  }
}
