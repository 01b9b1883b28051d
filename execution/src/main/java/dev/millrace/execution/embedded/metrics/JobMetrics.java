/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.metrics;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.sdk.metrics.MetricResults;

/**
 * The metrics of a job: attempted ones, open bundles included, and those of committed bundles.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class JobMetrics {
  private final MetricsContainerStepMap attempted = new MetricsContainerStepMap();
  private final MetricsContainerStepMap committed = new MetricsContainerStepMap();
  private final List<TaskMetrics> tasks = new ArrayList<>();

  /** The metrics of a new task. */
  public synchronized TaskMetrics newTask() {
    TaskMetrics task = new TaskMetrics(this);
    tasks.add(task);
    return task;
  }

  /** Takes over the metrics of a bundle that succeeded. */
  synchronized void commit(TaskMetrics task) {
    task.addTo(attempted);
    task.addTo(committed);
    task.reset();
  }

  /** Takes over the metrics of a bundle that failed. */
  synchronized void discard(TaskMetrics task) {
    task.addTo(attempted);
    task.nameIn(committed);
    task.reset();
  }

  /** The metrics as of now. Of what no bundle has committed yet, nothing is committed. */
  public synchronized MetricResults results() {
    MetricsContainerStepMap attemptedNow = new MetricsContainerStepMap();
    attemptedNow.updateAll(attempted);
    for (TaskMetrics task : tasks) {
      task.addTo(attemptedNow);
      task.nameIn(committed);
    }
    return MetricsContainerStepMap.asMetricResults(attemptedNow, committed);
  }
}
