/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** An instance that keeps to its contract and does nothing. */
abstract class QuietInstance implements StageInstance {
  StageHost host;

  @Override
  public void open(StageHost newHost) throws Exception {
    host = newHost;
  }

  @Override
  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
      throws Exception {}

  @Override
  public void inputWatermark(long millis) throws Exception {}

  @Override
  public void timer(TimerFiring firing) throws Exception {}

  @Override
  public Progress advance(int maxElements) throws Exception {
    return Progress.DONE;
  }

  @Override
  public void drain() throws Exception {}

  @Override
  public void sideInputReady(PCollectionView<?> view, BoundedWindow window) throws Exception {}

  @Override
  public void finishBundle() throws Exception {}

  @Override
  public long hold() {
    return Holds.NONE;
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
  public void close() throws Exception {}
}
