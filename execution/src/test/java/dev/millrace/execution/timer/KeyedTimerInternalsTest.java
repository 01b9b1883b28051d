/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.CausedByDrain;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyedTimerInternalsTest {
  private static final Keyer KEYER = new Keyer(StringUtf8Coder.of(), "test");
  private static final Key A = KEYER.key("a");
  private static final Key B = KEYER.key("b");
  private static final IntervalWindow INTERVAL =
      new IntervalWindow(new Instant(0), new Instant(100));
  private static final StateNamespace WINDOW =
      StateNamespaces.window(IntervalWindow.getCoder(), INTERVAL);

  private static final KeySpace KEYS =
      new KeySpace(StringUtf8Coder.of(), IntervalWindow.getCoder());

  private final FakeHost host = new FakeHost();
  private final KeyedTimerInternals internals =
      new KeyedTimerInternals("t", host, KEYS, host::outputWatermark);

  @BeforeEach
  void onKeyA() {
    internals.key(A);
  }

  @Test
  void aTimerComesBackAsItWasSet() {
    set("id", WINDOW, 20, 10, TimeDomain.EVENT_TIME);
    TimerFiring firing = host.timers.pollEventTime(21);
    assertEquals(A, firing.key());
    assertEquals("t", firing.transform());
    assertEquals(timer("id", WINDOW, 20, 10, TimeDomain.EVENT_TIME), internals.toTimerData(firing));
  }

  @Test
  void everyNamespaceComesBack() {
    StateNamespace trigger =
        StateNamespaces.windowAndTrigger(IntervalWindow.getCoder(), INTERVAL, 3);
    for (StateNamespace namespace : new StateNamespace[] {StateNamespaces.global(), trigger}) {
      set("id", namespace, 20, 20, TimeDomain.EVENT_TIME);
      TimerFiring firing = host.timers.pollEventTime(21);
      assertEquals(namespace, internals.toTimerData(firing).getNamespace());
    }
  }

  @Test
  void keysHaveTheirOwnTimers() {
    set("id", WINDOW, 20, 20, TimeDomain.EVENT_TIME);
    internals.key(B);
    set("id", WINDOW, 10, 10, TimeDomain.EVENT_TIME);
    internals.deleteTimer(WINDOW, "id", "family", TimeDomain.EVENT_TIME);
    assertEquals(A, host.timers.pollEventTime(100).key());
    assertEquals(0, host.timers.size());
  }

  @Test
  void onlyEventTimeTimersHoldTheOutputWatermark() {
    set("p", WINDOW, 20, 20, TimeDomain.PROCESSING_TIME);
    set("s", WINDOW, 20, 20, TimeDomain.SYNCHRONIZED_PROCESSING_TIME);
    assertEquals(Holds.NONE, host.holds.minimum());
    set("e", WINDOW, 40, 30, TimeDomain.EVENT_TIME);
    assertEquals(30, host.holds.minimum());
    assertEquals(
        timer("p", WINDOW, 20, 20, TimeDomain.PROCESSING_TIME),
        internals.toTimerData(host.timers.pollProcessingTime(21)));
  }

  @Test
  @SuppressWarnings("deprecation") // runners-core calls these
  void theDeprecatedMethodsWorkTheSame() {
    TimerData timer =
        TimerData.of(WINDOW, at(20), at(20), TimeDomain.EVENT_TIME, CausedByDrain.NORMAL);
    internals.setTimer(timer);
    internals.setTimer(timer);
    assertEquals(1, host.timers.size());
    internals.deleteTimer(timer);
    assertEquals(0, host.timers.size());
    internals.setTimer(timer);
    internals.deleteTimer(WINDOW, timer.getTimerId(), "");
    assertEquals(0, host.timers.size());
  }

  @Test
  void theClocksAreTheHosts() {
    host.inputWatermark = 1;
    host.outputWatermark = 2;
    host.processingTime = 3;
    assertEquals(at(1), internals.currentInputWatermarkTime());
    assertEquals(at(2), internals.currentOutputWatermarkTime());
    assertEquals(at(3), internals.currentProcessingTime());
    assertEquals(at(3), internals.currentSynchronizedProcessingTime());
  }

  @Test
  void aTimerOfNoKeyIsRefused() {
    KeyedTimerInternals onNoKey = new KeyedTimerInternals("t", host, KEYS, host::outputWatermark);
    assertThrows(
        IllegalStateException.class,
        () -> onNoKey.deleteTimer(WINDOW, "id", "", TimeDomain.EVENT_TIME));
  }

  private void set(
      String id, StateNamespace namespace, long time, long outputTime, TimeDomain domain) {
    internals.setTimer(namespace, id, "family", at(time), at(outputTime), domain);
  }

  private static TimerData timer(
      String id, StateNamespace namespace, long time, long outputTime, TimeDomain domain) {
    return TimerData.of(id, "family", namespace, at(time), at(outputTime), domain);
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
