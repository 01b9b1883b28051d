/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Iterables;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {
  private static final int MANY = 1_000;

  private final JobMetrics job = new JobMetrics(false);
  private final TaskMetrics task = job.newTask();

  @Test
  void theEndOfABundleDoesNotLookAtAllMetricsThatEarlierBundlesHad() {
    MetricsContainer step = task.container("step");
    for (int i = 0; i < MANY; i++) {
      step.getCounter(MetricName.named("test", "counter" + i)).inc();
      task.commit();
    }

    MetricsContainerStepMap looked = new MetricsContainerStepMap();
    task.addTo(looked);
    MetricsContainerImpl container = looked.getContainer("step");
    assertTrue(Iterables.size(container.getCumulative().counterUpdates()) < MANY / 10);
  }

  @Test
  void eachMetricIsCountedOnceWhateverBundlesItWasIn() {
    MetricsContainer step = task.container("step");
    for (int i = 0; i < MANY; i++) {
      step.getCounter(MetricName.named("test", "counter" + i % 10)).inc();
      task.commit();
    }
    step.getCounter(MetricName.named("test", "counter0")).inc();

    Iterable<MetricResult<Long>> counters =
        job.results().queryMetrics(MetricsFilter.builder().build()).getCounters();
    assertEquals(10, Iterables.size(counters));
    for (MetricResult<Long> counter : counters) {
      long open = counter.getName().getName().equals("counter0") ? 1 : 0;
      assertEquals(MANY / 10, counter.getCommitted());
      assertEquals(MANY / 10 + open, counter.getAttempted());
    }
  }

  @Test
  void aStepKeepsItsContainer() {
    MetricsContainer step = task.container("step");
    for (int i = 0; i < MANY; i++) {
      step.getCounter(MetricName.named("test", "counter")).inc();
      task.commit();
    }

    assertSame(step, task.container("step"));
  }
}
