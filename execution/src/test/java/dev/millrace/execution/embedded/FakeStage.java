/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.TimerFiring;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An instance that keeps to the contract and does nothing, for tests to build on. It knows whether
 * the host keeps to the contract, too.
 */
class FakeStage implements StageInstance {
  static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  protected StageHost host;
  protected boolean bundleOpen;
  private final List<StageOutput> outputs = new ArrayList<>();
  private final List<Integer> collections = new ArrayList<>();
  private @Nullable Thread thread;
  private long lastWatermark = Long.MIN_VALUE;
  private boolean closed;

  /** The collections that {@link #emit} emits to. */
  FakeStage outputTo(List<Integer> produced) {
    collections.addAll(produced);
    return this;
  }

  protected final void emit(WindowedValue<?> element) {
    check();
    outputs.forEach(output -> output.emit(element));
  }

  protected final void begin() {
    check();
    bundleOpen = true;
  }

  private void check() {
    if (thread != Thread.currentThread()) {
      throw new AssertionError("Called by " + Thread.currentThread() + " instead of " + thread);
    }
    if (closed) {
      throw new AssertionError("Called after close");
    }
  }

  @Override
  public void open(StageHost host) throws Exception {
    if (thread != null) {
      throw new AssertionError("Opened twice");
    }
    thread = Thread.currentThread();
    this.host = host;
    collections.forEach(collection -> outputs.add(host.output(collection)));
  }

  @Override
  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
      throws Exception {
    begin();
  }

  @Override
  public void inputWatermark(long millis) throws Exception {
    check();
    if (millis <= lastWatermark) {
      throw new AssertionError("The input watermark moved from " + lastWatermark + " to " + millis);
    }
    lastWatermark = millis;
  }

  @Override
  public void timer(TimerFiring firing) throws Exception {
    begin();
  }

  @Override
  public Progress advance(int maxElements) throws Exception {
    check();
    return Progress.DONE;
  }

  @Override
  public void drain() throws Exception {
    check();
  }

  @Override
  public void sideInputReady(PCollectionView<?> view, BoundedWindow window) throws Exception {
    check();
  }

  @Override
  public void finishBundle() throws Exception {
    check();
    if (!bundleOpen) {
      throw new AssertionError("No bundle is open");
    }
    bundleOpen = false;
  }

  @Override
  public long hold() {
    return MAX;
  }

  @Override
  public boolean emitsAtFinishBundle() {
    return false;
  }

  @Override
  public boolean bundleOpen() {
    return bundleOpen;
  }

  @Override
  public double fractionDone() {
    return Double.NaN;
  }

  @Override
  public void close() throws Exception {
    check();
    closed = true;
  }
}
