/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two jobs that run at once in one JVM do not see each other. */
@Timeout(60)
class SeparateJobsTest {

  /** Counts under the same name in every job, and waits for the other job in the midst of it. */
  static final class CountTogether extends DoFn<Integer, Integer> implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Counter counter = Metrics.counter("test", "elements");
    private final SharedLatch both;
    private final PCollectionView<Integer> view;

    CountTogether(SharedLatch both, PCollectionView<Integer> view) {
      this.both = both;
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) throws InterruptedException {
      counter.inc(context.sideInput(view));
      if (context.element() == 0) {
        both.countDown();
        both.await();
      }
    }
  }

  private static PipelineResult start(SharedLatch both, int elements, int step) {
    Pipeline pipeline = TestPipelines.withOptions("--blockOnRun=false", "--jobName=same");
    PCollectionView<Integer> view =
        pipeline.apply("Step", Create.of(step)).apply(View.asSingleton());
    pipeline
        .apply(Create.of(IntStream.range(0, elements).boxed().toList()))
        .apply("Count", ParDo.of(new CountTogether(both, view)).withSideInputs(view));
    return pipeline.run();
  }

  @Test
  void metricsAndSideInputsOfTwoJobsAtOnceAreApart() {
    SharedLatch both = new SharedLatch(2);

    List<PipelineResult> results = List.of(start(both, 10, 1), start(both, 20, 100));
    results.forEach(PipelineResult::waitUntilFinish);

    assertEquals(
        List.of(Map.of("elements", 10L), Map.of("elements", 2_000L)),
        results.stream().map(SeparateJobsTest::counters).toList());
  }

  private static Map<String, Long> counters(PipelineResult result) {
    Map<String, Long> counters = new TreeMap<>();
    for (MetricResult<Long> counter :
        result.metrics().queryMetrics(MetricsFilter.builder().build()).getCounters()) {
      counters.put(counter.getName().getName(), counter.getCommitted());
    }
    return counters;
  }
}
