/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.host.TimerFiring;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** An instance without user code, for the two ends of a test. */
public abstract class PlainInstance implements StageInstance {

  @Override
  public void open(StageHost host) {}

  @Override
  public void element(int collection, @Nullable Key key, WindowedValue<?> element) {
    throw new IllegalStateException("No element was expected, but came " + element);
  }

  @Override
  public void inputWatermark(long millis) {}

  @Override
  public void timer(TimerFiring firing) {
    throw new IllegalStateException("No timer was set, but fires " + firing);
  }

  @Override
  public Progress advance(int maxElements) {
    return Progress.DONE;
  }

  @Override
  public void drain() {}

  @Override
  public void sideInputReady(PCollectionView<?> view, BoundedWindow window) {}

  @Override
  public void finishBundle() {}

  @Override
  public long hold() {
    return Elements.MAX;
  }

  @Override
  public boolean emitsAtFinishBundle() {
    return false;
  }

  @Override
  public boolean bundleOpen() {
    return false;
  }

  @Override
  public double fractionDone() {
    return Double.NaN;
  }

  @Override
  public void close() {}
}
