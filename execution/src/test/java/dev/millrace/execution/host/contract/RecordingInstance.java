/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.TimerFiring;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** An instance that notes what it is called for, and checks what holds for every call. */
class RecordingInstance extends QuietInstance {
  private final List<String> calls;
  private boolean bundleOpen;
  private @Nullable Thread thread;
  private long told = Long.MIN_VALUE;
  private boolean closed;

  /** An instance that notes to {@code calls}. */
  RecordingInstance(List<String> calls) {
    this.calls = calls;
  }

  /** A list for calls of one or several instances. */
  static List<String> calls() {
    return Collections.synchronizedList(new ArrayList<>());
  }

  private void note(String call) {
    assertSame(thread, Thread.currentThread(), "the thread of " + call);
    assertFalse(closed, call + " after close");
    calls.add(call);
  }

  @Override
  public void open(StageHost newHost) throws Exception {
    assertTrue(thread == null, "opened twice");
    thread = Thread.currentThread();
    super.open(newHost);
    note("open");
  }

  @Override
  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
      throws Exception {
    bundleOpen = true;
    note("element " + element.getValue());
  }

  @Override
  public void inputWatermark(long millis) throws Exception {
    assertTrue(millis > told, "watermark " + millis + " after " + told);
    told = millis;
    note("watermark " + (millis == Samples.MAX ? "MAX" : millis));
  }

  @Override
  public void timer(TimerFiring firing) throws Exception {
    bundleOpen = true;
    note("timer " + firing.id() + "@" + firing.time());
  }

  @Override
  public void drain() throws Exception {
    note("drain");
  }

  @Override
  public void sideInputReady(PCollectionView<?> view, BoundedWindow window) throws Exception {
    note("side input");
  }

  @Override
  public void finishBundle() throws Exception {
    if (bundleOpen) {
      note("finish");
    }
    bundleOpen = false;
  }

  @Override
  public boolean bundleOpen() {
    return bundleOpen;
  }

  @Override
  public void close() throws Exception {
    note("close");
    closed = true;
  }
}
