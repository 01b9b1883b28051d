/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that call one another directly count each for itself. */
@Timeout(60)
class MetricsByStepTest {

  /** Counts before and after each of its outputs. */
  private static class CountingFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final Counter counter = Metrics.counter("test", "calls");
    private final int outputs;

    CountingFn(int outputs) {
      this.outputs = outputs;
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> out) {
      counter.inc();
      for (int i = 0; i < outputs; i++) {
        out.output(element);
        counter.inc();
      }
    }
  }

  /** Counts in another thread, by what it was given to count with. */
  private static class AsynchronousFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final Counter counter = Metrics.counter("test", "calls");

    @ProcessElement
    public void process() {
      MetricsContainer container = MetricsEnvironment.getCurrentContainer();
      ExecutorService executor = Executors.newSingleThreadExecutor();
      CompletableFuture.runAsync(
              () -> {
                MetricsEnvironment.setCurrentContainer(container);
                counter.inc();
              },
              executor)
          .join();
      executor.shutdown();
    }
  }

  private static Map<String, Long> counters(Pipeline pipeline) {
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    return StreamSupport.stream(
            result
                .metrics()
                .queryMetrics(MetricsFilter.builder().build())
                .getCounters()
                .spliterator(),
            false)
        .filter(counter -> counter.getName().getNamespace().equals("test"))
        .collect(
            Collectors.toMap(
                counter -> counter.getKey().stepName().replaceFirst("/.*", ""),
                counter -> counter.getCommitted()));
  }

  private static Pipeline pipeline() {
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs("--runner=MillraceRunner", "--progress=off").create());
  }

  @Test
  void whatAStepCountsAfterAnOutputIsItsOwn() {
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of(1, 2, 3))
        .apply("First", ParDo.of(new CountingFn(2)))
        .apply("Second", ParDo.of(new CountingFn(3)))
        .apply("Third", ParDo.of(new CountingFn(0)));

    assertEquals(Map.of("First", 9L, "Second", 24L, "Third", 18L), counters(pipeline));
  }

  @Test
  void aThreadThatAStepWaitsForCountsForThatStep() {
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of(1, 2, 3))
        .apply("First", ParDo.of(new CountingFn(1)))
        .apply("Waiting", ParDo.of(new AsynchronousFn()));

    assertEquals(Map.of("First", 6L, "Waiting", 3L), counters(pipeline));
  }
}
