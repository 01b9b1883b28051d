/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.metrics;

import com.google.common.collect.Iterables;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.beam.runners.core.metrics.MetricUpdates;
import org.apache.beam.runners.core.metrics.MetricUpdates.MetricUpdate;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.util.HistogramData;

/**
 * The metrics of one task's open bundle, by step.
 *
 * <p>A step's container is the same for all bundles of a task; it is emptied after each.
 *
 * <p>Threading: the task's thread asks for containers and ends bundles; any thread may {@linkplain
 * #addTo read}. Reading and ending exclude one another by the lock of the job's metrics, so that a
 * bundle is counted once.
 */
public final class TaskMetrics {
  private final JobMetrics job;
  private final ConcurrentMap<String, StepMetrics> steps = new ConcurrentHashMap<>();

  private long next;

  TaskMetrics(JobMetrics job) {
    this.job = job;
  }

  /** The container of {@code step}. */
  public MetricsContainer container(String step) {
    return steps.computeIfAbsent(step, StepMetrics::new);
  }

  /** Tells that the task has passed the barrier of {@code checkpoint}. */
  public void pass(long checkpoint) {
    next = checkpoint + 1;
  }

  /** The earliest checkpoint that may have the bundle. */
  long checkpoint() {
    return next;
  }

  /** Ends the bundle with success. */
  public void commit() {
    if (changed()) {
      job.commit(this);
    }
  }

  /** Ends the bundle without success: what it did was only attempted. */
  public void discard() {
    if (changed()) {
      job.discard(this);
    }
  }

  private boolean changed() {
    for (StepMetrics step : steps.values()) {
      if (changed(step.container().getUpdates())) {
        return true;
      }
    }
    return false;
  }

  private static boolean changed(MetricUpdates updates) {
    return !Iterables.isEmpty(updates.counterUpdates())
        || !Iterables.isEmpty(updates.distributionUpdates())
        || !Iterables.isEmpty(updates.gaugeUpdates())
        || !Iterables.isEmpty(updates.stringSetUpdates())
        || !Iterables.isEmpty(updates.boundedTrieUpdates())
        || !Iterables.isEmpty(updates.histogramsUpdates());
  }

  /** Adds the open bundle's metrics to {@code totals}. */
  void addTo(MetricsContainerStepMap totals) {
    steps.values().forEach(step -> step.addTo(totals));
  }

  /** Makes {@code totals} have the open bundle's metrics, with the values of nothing if it must. */
  void nameIn(MetricsContainerStepMap totals) {
    steps.forEach(
        (step, metrics) -> name(metrics.container().getUpdates(), totals.getContainer(step)));
  }

  private static void name(MetricUpdates updates, MetricsContainerImpl in) {
    updates.counterUpdates().forEach(update -> in.getCounter(nameOf(update)));
    updates.distributionUpdates().forEach(update -> in.getDistribution(nameOf(update)));
    updates.gaugeUpdates().forEach(update -> in.getGauge(nameOf(update)));
    updates.stringSetUpdates().forEach(update -> in.getStringSet(nameOf(update)));
    updates.boundedTrieUpdates().forEach(update -> in.getBoundedTrie(nameOf(update)));
    for (MetricUpdate<HistogramData> update : updates.histogramsUpdates()) {
      in.getHistogram(nameOf(update), update.getUpdate().getBucketType());
    }
  }

  private static MetricName nameOf(MetricUpdate<?> update) {
    return update.getKey().metricName();
  }

  /** Empties all containers. */
  void reset() {
    steps.values().forEach(StepMetrics::reset);
  }
}
