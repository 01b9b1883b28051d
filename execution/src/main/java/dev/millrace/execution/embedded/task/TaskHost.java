/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.exchange.Outputs;
import dev.millrace.execution.embedded.sideinput.TaskSideInputs;
import dev.millrace.execution.embedded.storage.HeapKeyedState;
import dev.millrace.execution.embedded.storage.HeapTimers;
import dev.millrace.execution.embedded.time.ManualClock;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.execution.watermark.Holds;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/**
 * What a task offers to its instance.
 *
 * <p>Threading: used by its task alone.
 */
final class TaskHost implements StageHost {
  private static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private final TaskPorts ports;
  private final TaskServices services;
  private final Outputs outputs;
  private final SynchronizedTime synchronizedTime;
  private final Finalizers finalizers;
  // One object for all work queues: it is by this that they know the task.
  private final Runnable wake;
  private final Holds holds = new Holds();
  private final HeapTimers timers = new HeapTimers(holds);
  private final Map<String, HeapKeyedState> states = new HashMap<>();
  private long inputWatermark = MIN;
  private long outputWatermark = MIN;
  private boolean cutShort;

  TaskHost(
      TaskPorts ports, TaskServices services, Outputs outputs, SynchronizedTime synchronizedTime) {
    this.ports = ports;
    this.services = services;
    this.outputs = outputs;
    this.synchronizedTime = synchronizedTime;
    this.finalizers = new Finalizers(ports.id().toString(), services.clock(), stop());
    this.wake = ports.doorbell()::ring;
  }

  @Override
  public PipelineOptions options() {
    return services.options();
  }

  @Override
  public int instance() {
    return ports.id().instance();
  }

  @Override
  public int parallelism() {
    return ports.id().parallelism();
  }

  @Override
  public StageOutput output(int collection) {
    return outputs.to(collection);
  }

  @Override
  public KeyedState state(String transform) {
    return states.computeIfAbsent(
        transform, absent -> new HeapKeyedState(transform, services.spilling()));
  }

  /** Lets go of state on file. */
  void close() {
    states.values().forEach(HeapKeyedState::close);
  }

  @Override
  public TimerQueue timers(String transform) {
    return timers.queue(transform);
  }

  /** All timers. */
  HeapTimers timers() {
    return timers;
  }

  @Override
  public Holds holds() {
    return holds;
  }

  @Override
  public long inputWatermark() {
    return inputWatermark;
  }

  @Override
  public long outputWatermark() {
    return outputWatermark;
  }

  void inputWatermark(long millis) {
    inputWatermark = millis;
  }

  void outputWatermark(long millis) {
    outputWatermark = millis;
  }

  @Override
  public long processingTime() {
    return services.clock().millis();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long synchronizedProcessingTime() {
    return synchronizedTime.millis();
  }

  @Override
  public void advanceProcessingTime(long millis) {
    if (!(services.clock() instanceof ManualClock clock)) {
      throw new IllegalStateException(
          "Only a test stream moves the processing time; this job runs on the time of day");
    }
    clock.advanceBy(millis);
  }

  // At once, as elements and signals that follow are to come after it.
  @Override
  public void cutShort() {
    if (!cutShort) {
      cutShort = true;
      outputs.cutShort();
    }
  }

  /** Whether a drain has cut the task's input or work short. */
  boolean isCutShort() {
    return cutShort;
  }

  @Override
  public TaskSideInputs sideInputs() {
    return services.sideInputs();
  }

  @Override
  public <T> WorkQueue<T> sharedWork(String transform, Supplier<Iterable<T>> initial) {
    return services.work().share(transform, wake, initial);
  }

  @Override
  public StopCheck stop() {
    return services.spilling().stop();
  }

  @Override
  public void afterBundle(Instant expiry, BundleFinalizer.Callback callback) {
    finalizers.add(expiry, callback);
  }

  /** The call-backs asked for by {@link #afterBundle}. */
  Finalizers finalizers() {
    return finalizers;
  }

  @Override
  public MetricsContainer metrics(String transform) {
    return services.metrics().container(transform);
  }
}
