/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may be asked of a metric before a bundle has committed anything of it, or if none does. */
@Timeout(60)
class MetricsOfOpenBundlesTest {
  private final SharedLatch counted = new SharedLatch(1);
  private final SharedLatch released = new SharedLatch(1);

  /** Counts in each kind of metric, and then waits, and fails if it is to. */
  static final class CountAndWait extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch counted;
    private final SharedLatch released;
    private final boolean fails;

    CountAndWait(SharedLatch counted, SharedLatch released, boolean fails) {
      this.counted = counted;
      this.released = released;
      this.fails = fails;
    }

    @ProcessElement
    public void process() throws InterruptedException {
      Metrics.counter("test", "counter").inc();
      Metrics.distribution("test", "distribution").update(7);
      Metrics.gauge("test", "gauge").set(7);
      Metrics.stringSet("test", "strings").add("a");
      Metrics.boundedTrie("test", "trie").add("a", "b");
      counted.countDown();
      released.await();
      if (fails) {
        throw new IllegalStateException("as it was told to");
      }
    }
  }

  private PipelineResult run(boolean fails) throws InterruptedException {
    Pipeline pipeline = TestPipelines.withOptions("--blockOnRun=false");
    pipeline.apply(Create.of(1)).apply(ParDo.of(new CountAndWait(counted, released, fails)));
    PipelineResult result = pipeline.run();
    counted.awaitOrFail();
    return result;
  }

  private static MetricQueryResults metrics(PipelineResult result) {
    return result
        .metrics()
        .queryMetrics(
            MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("test")).build());
  }

  private static void assertAttemptedOnly(PipelineResult result) {
    MetricQueryResults metrics = metrics(result);
    MetricResult<Long> counter = metrics.getCounters().iterator().next();
    assertEquals(1, counter.getAttempted());
    assertEquals(0, counter.getCommitted());
    assertEquals(
        0, metrics.getDistributions().iterator().next().getCommitted().getCount(), "distribution");
    assertEquals(
        0, metrics.getStringSets().iterator().next().getCommitted().getStringSet().size(), "set");
    Stream.of(metrics.getGauges(), metrics.getBoundedTries())
        .forEach(results -> results.iterator().next().getCommitted());
  }

  @Test
  void nothingIsCommittedBeforeABundleEnds() throws Exception {
    PipelineResult result = run(false);

    assertAttemptedOnly(result);

    released.countDown();
    result.waitUntilFinish();
    assertEquals(1, metrics(result).getCounters().iterator().next().getCommitted());
    assertEquals(
        7, metrics(result).getDistributions().iterator().next().getCommitted().getMin(), "least");
  }

  @Test
  void nothingIsCommittedOfABundleThatFails() throws Exception {
    PipelineResult result = run(true);
    released.countDown();

    assertThrows(RuntimeException.class, result::waitUntilFinish);

    assertAttemptedOnly(result);
  }
}
