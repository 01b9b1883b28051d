/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.Iterables;
import java.util.Set;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.junit.jupiter.api.Test;

class JobMetricsCaptureTest {
  private static final MetricName NAME = MetricName.named("test", "metric");

  private static byte[] counted(JobMetrics job, int value) {
    TaskMetrics task = job.newTask();
    MetricsContainer step = task.container("Read/Numbers");
    step.getCounter(NAME).inc(value);
    step.getDistribution(NAME).update(value);
    step.getGauge(NAME).set(value);
    step.getStringSet(NAME).add("s" + value);
    step.getBoundedTrie(NAME).add("t", "t" + value);
    task.commit();
    job.checkpointComplete(1);
    return job.capture(1);
  }

  @Test
  void whatWasCountedBeforeARestoreAndWhatIsAfterItAreOneMetric() {
    byte[] before = counted(new JobMetrics(true), 3);
    JobMetrics job = new JobMetrics(true);
    job.restore(before);

    counted(job, 4);

    MetricQueryResults all = job.results().queryMetrics(MetricsFilter.builder().build());
    assertEquals(7, only(all.getCounters()));
    assertEquals(DistributionResult.create(7, 2, 3, 4), only(all.getDistributions()));
    assertEquals(4, only(all.getGauges()).getValue());
    assertEquals(Set.of("s3", "s4"), only(all.getStringSets()).getStringSet());
    assertEquals(2, only(all.getBoundedTries()).getResult().size());
  }

  @Test
  void whatHasBeenRestoredIsCapturedAgain() {
    JobMetrics job = new JobMetrics(true);
    job.restore(counted(new JobMetrics(true), 3));
    JobMetrics next = new JobMetrics(true);
    next.restore(job.capture(2));

    MetricQueryResults all = next.results().queryMetrics(MetricsFilter.builder().build());

    assertEquals(3, only(all.getCounters()));
    assertEquals(DistributionResult.create(3, 1, 3, 3), only(all.getDistributions()));
    assertEquals(3, only(all.getGauges()).getValue());
    assertEquals(Set.of("s3"), only(all.getStringSets()).getStringSet());
  }

  private static <T> T only(Iterable<MetricResult<T>> results) {
    MetricResult<T> result = Iterables.getOnlyElement(results);
    assertEquals(result.getAttempted(), result.getCommitted());
    return result.getCommitted();
  }
}
