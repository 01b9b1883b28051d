/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.metrics;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.sdk.metrics.MetricResults;

/**
 * The metrics of a job: attempted ones, open bundles included, and committed ones: those of
 * committed bundles, or, where checkpoints are taken, those of the last one that was published.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class JobMetrics {
  private MetricsContainerStepMap attempted = new MetricsContainerStepMap();
  private MetricsContainerStepMap committed = new MetricsContainerStepMap();
  private final List<TaskMetrics> tasks = new ArrayList<>();
  private final NavigableMap<Long, MetricsContainerStepMap> byCheckpoint = new TreeMap<>();
  private final boolean takesCheckpoints;

  /** Metrics of a job that has done nothing yet. */
  public JobMetrics(boolean takesCheckpoints) {
    this.takesCheckpoints = takesCheckpoints;
  }

  /**
   * Takes what finished bundles have counted away, to be {@linkplain #restore added} to the metrics
   * of another; empty if they have counted nothing.
   */
  public synchronized byte[] takeCommitted() {
    byte[] taken = CapturedMetrics.write(committed);
    attempted = new MetricsContainerStepMap();
    committed = new MetricsContainerStepMap();
    return taken;
  }

  /** Begins with what was captured, or adds it. */
  public synchronized void restore(byte[] captured) {
    MetricsContainerStepMap before = CapturedMetrics.read(captured);
    attempted.updateAll(before);
    committed.updateAll(before);
  }

  /** The metrics as of {@code checkpoint}, whose barrier all tasks have passed. */
  public synchronized byte[] capture(long checkpoint) {
    MetricsContainerStepMap asOf = new MetricsContainerStepMap();
    asOf.updateAll(committed);
    byCheckpoint.headMap(checkpoint, true).values().forEach(asOf::updateAll);
    return CapturedMetrics.write(asOf);
  }

  /** Tells that {@code checkpoint} has been published. */
  public synchronized void checkpointComplete(long checkpoint) {
    NavigableMap<Long, MetricsContainerStepMap> complete = byCheckpoint.headMap(checkpoint, true);
    complete.values().forEach(committed::updateAll);
    complete.clear();
  }

  /** The metrics of a new task. */
  public synchronized TaskMetrics newTask() {
    TaskMetrics task = new TaskMetrics(this);
    tasks.add(task);
    return task;
  }

  /** Takes over the metrics of a bundle that succeeded. */
  synchronized void commit(TaskMetrics task) {
    task.addTo(attempted);
    if (takesCheckpoints) {
      task.nameIn(committed);
      task.addTo(
          byCheckpoint.computeIfAbsent(task.checkpoint(), absent -> new MetricsContainerStepMap()));
    } else {
      task.addTo(committed);
    }
    task.reset();
  }

  /** Takes over the metrics of a bundle that failed. */
  synchronized void discard(TaskMetrics task) {
    task.addTo(attempted);
    task.nameIn(committed);
    task.reset();
  }

  /**
   * The metrics of a part of a job, as bytes.
   *
   * @param attempted those of all work
   * @param committed those of finished bundles
   */
  public record Part(byte[] attempted, byte[] committed) implements Serializable {}

  /** The metrics as of now, of a job that is a part of one. */
  public synchronized Part part() {
    MetricsContainerStepMap attemptedNow = attemptedNow();
    return new Part(CapturedMetrics.write(attemptedNow), CapturedMetrics.write(committed));
  }

  /** The metrics of all {@code parts} together. */
  public static MetricResults results(Iterable<Part> parts) {
    MetricsContainerStepMap attempted = new MetricsContainerStepMap();
    MetricsContainerStepMap committed = new MetricsContainerStepMap();
    for (Part part : parts) {
      attempted.updateAll(CapturedMetrics.read(part.attempted));
      committed.updateAll(CapturedMetrics.read(part.committed));
    }
    return MetricsContainerStepMap.asMetricResults(attempted, committed);
  }

  /** The metrics as of now. Of what no bundle has committed yet, nothing is committed. */
  public synchronized MetricResults results() {
    return MetricsContainerStepMap.asMetricResults(attemptedNow(), committed);
  }

  private MetricsContainerStepMap attemptedNow() {
    MetricsContainerStepMap attemptedNow = new MetricsContainerStepMap();
    attemptedNow.updateAll(attempted);
    for (TaskMetrics task : tasks) {
      task.addTo(attemptedNow);
      task.nameIn(committed);
    }
    return attemptedNow;
  }
}
