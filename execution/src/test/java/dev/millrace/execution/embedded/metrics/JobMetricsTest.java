/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.Iterables;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.GaugeResult;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.metrics.StringSetResult;
import org.junit.jupiter.api.Test;

/** Metrics of a job that takes checkpoints. */
class JobMetricsTest {
  private final JobMetrics job = new JobMetrics(true);
  private final TaskMetrics first = job.newTask();
  private final TaskMetrics second = job.newTask();

  private static void count(TaskMetrics task) {
    task.container("step").getCounter(MetricName.named("test", "counter")).inc();
    task.commit();
  }

  private static Map<String, Long> values(JobMetrics of) {
    Map<String, Long> values = new TreeMap<>();
    for (MetricResult<Long> counter :
        of.results().queryMetrics(MetricsFilter.builder().build()).getCounters()) {
      values.put("attempted", counter.getAttempted());
      values.put("committed", counter.getCommitted());
    }
    return values;
  }

  private static Map<String, Long> restored(byte[] captured) {
    JobMetrics restored = new JobMetrics(true);
    restored.restore(captured);
    return values(restored);
  }

  @Test
  void bundlesAreCommittedByTheCheckpointThatHasThem() {
    count(first);
    count(second);
    first.pass(1);
    count(first);
    assertEquals(Map.of("attempted", 3L, "committed", 0L), values(job));
    second.pass(1);
    count(second);

    byte[] captured = job.capture(1);
    job.checkpointComplete(1);
    assertEquals(Map.of("attempted", 4L, "committed", 2L), values(job));
    assertEquals(Map.of("attempted", 2L, "committed", 2L), restored(captured));
  }

  @Test
  void aCheckpointThatCameToNothingLeavesItsBundlesToTheNext() {
    count(first);
    first.pass(1);
    second.pass(1);
    count(first);
    first.pass(2);
    count(first);

    assertEquals(Map.of("attempted", 2L, "committed", 2L), restored(job.capture(2)));
    job.checkpointComplete(2);
    assertEquals(Map.of("attempted", 3L, "committed", 2L), values(job));
  }

  @Test
  void theLastCheckpointHasAllThereIs() {
    count(first);
    first.pass(7);
    count(first);

    assertEquals(Map.of("attempted", 2L, "committed", 2L), restored(job.capture(Long.MAX_VALUE)));
    job.checkpointComplete(Long.MAX_VALUE);
    assertEquals(Map.of("attempted", 2L, "committed", 2L), values(job));
  }

  @Test
  void bothKindsGoOnFromWhatWasCaptured() {
    count(first);
    first.pass(1);
    JobMetrics again = new JobMetrics(true);
    again.restore(job.capture(1));
    TaskMetrics task = again.newTask();
    count(task);

    assertEquals(Map.of("attempted", 2L, "committed", 1L), values(again));
    task.pass(2);
    assertEquals(Map.of("attempted", 2L, "committed", 2L), restored(again.capture(2)));
  }

  @Test
  void metricsOfAllKindsGoOnFromWhatWasCaptured() {
    MetricName name = MetricName.named("test", "some");
    MetricsContainer before = first.container("step");
    before.getDistribution(name).update(3);
    before.getGauge(name).set(3);
    before.getStringSet(name).add("a");
    first.commit();
    JobMetrics again = new JobMetrics(true);
    again.restore(job.capture(1));
    TaskMetrics task = again.newTask();
    task.container("step").getDistribution(name).update(5);
    task.container("step").getGauge(name).set(5);
    task.container("step").getStringSet(name).add("b");
    task.commit();

    MetricQueryResults results = again.results().queryMetrics(MetricsFilter.builder().build());
    MetricResult<DistributionResult> distribution = only(results.getDistributions());
    assertEquals(DistributionResult.create(8, 2, 3, 5), distribution.getAttempted());
    assertEquals(DistributionResult.create(3, 1, 3, 3), distribution.getCommitted());
    MetricResult<GaugeResult> gauge = only(results.getGauges());
    assertEquals(5, gauge.getAttempted().getValue());
    assertEquals(3, gauge.getCommitted().getValue());
    MetricResult<StringSetResult> strings = only(results.getStringSets());
    assertEquals(Set.of("a", "b"), strings.getAttempted().getStringSet());
    assertEquals(Set.of("a"), strings.getCommitted().getStringSet());
  }

  private static <T> T only(Iterable<T> of) {
    return Iterables.getOnlyElement(of);
  }
}
