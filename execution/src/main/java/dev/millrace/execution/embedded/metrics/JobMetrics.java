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
    task.reset();
  }

  /** The metrics as of now. */
  public synchronized MetricResults results() {
    MetricsContainerStepMap attemptedNow = new MetricsContainerStepMap();
    attemptedNow.updateAll(attempted);
    tasks.forEach(task -> task.addTo(attemptedNow));
    return MetricsContainerStepMap.asMetricResults(attemptedNow, committed);
  }
}
