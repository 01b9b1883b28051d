/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What a job needs must not grow with what it has read. This module's tests have a 512 MB heap. */
class ScaleTest {
  private static final long ELEMENTS = 10_000_000;
  private static final long KEYS = 1_000;

  @Test
  void tenMillionElementsAreSummedPerKeyAndWindowInHalfAGigabyte() {
    assertTrue(Runtime.getRuntime().maxMemory() <= 512L << 20, "the heap is larger than promised");
    Pipeline pipeline = TestPipelines.withOptions();
    PCollection<Long> numbers =
        pipeline.apply(
            GenerateSequence.from(0).to(ELEMENTS).withTimestampFn(n -> Instant.ofEpochMilli(n)));
    for (int i = 0; i < 5; i++) {
      numbers = numbers.apply("AddOne" + i, ParDo.of(new AddOne()));
    }
    numbers
        .apply(Window.into(FixedWindows.of(Duration.standardSeconds(100))))
        .apply(WithKeys.of((Long n) -> n % KEYS).withKeyType(TypeDescriptors.longs()))
        .apply(Sum.longsPerKey())
        .apply("Check", ParDo.of(new Total()));

    PipelineResult result = pipeline.run();

    long windows = ELEMENTS / 100_000;
    assertEquals(windows * KEYS, counter(result, "groups"));
    assertEquals(ELEMENTS * (ELEMENTS - 1) / 2 + 5 * ELEMENTS, counter(result, "total"));
  }

  private static long counter(PipelineResult result, String name) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named(Total.class, name)).build();
    long sum = 0;
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      sum += counter.getCommitted();
    }
    return sum;
  }

  private static final class AddOne extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> output) {
      output.output(element + 1);
    }
  }

  private static final class Total extends DoFn<KV<Long, Long>, Void> {
    private static final long serialVersionUID = 1L;
    private final Counter groups = Metrics.counter(Total.class, "groups");
    private final Counter total = Metrics.counter(Total.class, "total");

    @ProcessElement
    public void process(@Element KV<Long, Long> element) {
      groups.inc();
      total.inc(element.getValue());
    }
  }
}
