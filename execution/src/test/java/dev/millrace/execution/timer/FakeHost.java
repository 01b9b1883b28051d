/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.timer;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.embedded.storage.HeapKeyedState;
import dev.millrace.execution.embedded.storage.HeapTimers;
import dev.millrace.execution.embedded.storage.InstanceRows;
import dev.millrace.execution.host.FirstWork;
import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.SideInputs;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.execution.watermark.KeyedHolds;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** A host of one instance with state, timers and clocks that a test moves. */
final class FakeHost implements StageHost {
  final Holds holds = new Holds();
  final KeyedHolds keyedHolds = new KeyedHolds(holds, false);
  final HeapTimers timers =
      new HeapTimers(holds, RestoredState.nothing(), new InstanceRows(), null);
  final HeapKeyedState state =
      new HeapKeyedState(
          "test",
          KeySpace.SINGLE,
          Budgets.ample(),
          RestoredState.nothing(),
          new InstanceRows(),
          null);
  long inputWatermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  long outputWatermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  long processingTime;

  @Override
  public KeyedState state(String transform, KeySpace keys) {
    return state;
  }

  @Override
  public TimerQueue timers(String transform, KeySpace keys) {
    return timers.queue(transform, keys);
  }

  @Override
  public KeyedHolds holds(String transform) {
    return keyedHolds;
  }

  @Override
  public long minimumHold() {
    return holds.minimum();
  }

  @Override
  public long inputWatermark() {
    return inputWatermark;
  }

  @Override
  public long outputWatermark() {
    return outputWatermark;
  }

  @Override
  public long synchronizedProcessingTime() {
    return processingTime();
  }

  @Override
  public long processingTime() {
    return processingTime;
  }

  @Override
  public long nanoTime() {
    return processingTime * 1_000_000;
  }

  @Override
  public void advanceProcessingTime(long millis) {
    processingTime = millis;
  }

  @Override
  public PipelineOptions options() {
    return PipelineOptionsFactory.create();
  }

  @Override
  public int instance() {
    return 0;
  }

  @Override
  public int parallelism() {
    return 1;
  }

  @Override
  public StageOutput output(int collection) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StopCheck stop() {
    return new StopSignal();
  }

  @Override
  public void cutShort() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SideInputs sideInputs() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> ItemList<T> unionItems(String transform, String id, Coder<T> coder) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> ItemList<T> items(String transform, String id, Coder<T> coder) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean takesCheckpoints() {
    return false;
  }

  @Override
  public <T> WorkQueue<T> sharedWork(String transform, Coder<T> coder, FirstWork<T> first) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void afterBundle(Instant expiry, BundleFinalizer.Callback callback) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MetricsContainer metrics(String transform) {
    throw new UnsupportedOperationException();
  }
}
