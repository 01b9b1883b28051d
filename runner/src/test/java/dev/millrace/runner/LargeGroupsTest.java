/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Grouping of more than there is memory for. Not part of the normal build, as it takes long and
 * needs disk space; to run it: {@code mvn test -pl runner -am -Dtest=LargeGroupsTest
 * -DexcludedGroups= -Dgroups=large -Dtest.jvm.heap=1g -Dsurefire.failIfNoSpecifiedTests=false}. How
 * many megabytes are grouped, and how many have one key, is said by {@code -Dlarge.mb}, 20480 by
 * default, and {@code -Dlarge.hot.mb}, 4096.
 */
@Tag("large")
class LargeGroupsTest {
  private static final int VALUE_BYTES = 1_000;
  private static final long PER_MB = (1L << 20) / VALUE_BYTES;

  @BeforeAll
  static void theHeapIsAsPromised() {
    assertTrue(Runtime.getRuntime().maxMemory() <= 1L << 30, "the heap is larger than promised");
  }

  @Test
  void oneKeyMayHaveMoreValuesThanFitInTheHeap() {
    long values = Long.getLong("large.hot.mb", 4_096) * PER_MB;

    group(values, 1, 2);
  }

  @Test
  void moreIsGroupedThanFitsInTheHeap() {
    long values = Long.getLong("large.mb", 20_480) * PER_MB;

    group(values, values / 20, 1);
  }

  private static void group(long values, long keys, int readings) {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline
        .apply(GenerateSequence.from(0).to(values))
        .apply("Fill", ParDo.of(new Fill(keys)))
        .apply(GroupByKey.create())
        .apply("Check", ParDo.of(new Check(readings)));

    PipelineResult result = pipeline.run();

    assertEquals(keys, counter(result, "keys"));
    assertEquals(values * readings, counter(result, "values"));
    assertEquals(values * (values - 1) / 2 * readings, counter(result, "sum"));
  }

  @Test
  void tenMillionKeysAreGrouped() {
    long keys = 10_000_000;
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline
        .apply(GenerateSequence.from(0).to(keys))
        .apply("Key", ParDo.of(new Key()))
        .apply(GroupByKey.create())
        .apply("Sum", ParDo.of(new Sum()));

    PipelineResult result = pipeline.run();

    assertEquals(keys, counter(result, "keys"));
    assertEquals(keys * (keys - 1) / 2, counter(result, "sum"));
  }

  private static long counter(PipelineResult result, String name) {
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(MetricNameFilter.named(LargeGroupsTest.class, name))
            .build();
    long sum = 0;
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      sum += counter.getCommitted();
    }
    return sum;
  }

  /** Makes a number into a thousand bytes, of which a half can be compressed. */
  private static final class Fill extends DoFn<Long, KV<Long, byte[]>> {
    private static final long serialVersionUID = 1L;
    private final long keys;

    Fill(long keys) {
      this.keys = keys;
    }

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<Long, byte[]>> output) {
      ByteBuffer value = ByteBuffer.allocate(VALUE_BYTES).putLong(number);
      long state = number;
      while (value.position() < VALUE_BYTES / 2) {
        state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        value.putLong(state);
      }
      output.output(KV.of(number % keys, value.array()));
    }
  }

  private static final class Check extends DoFn<KV<Long, Iterable<byte[]>>, Void> {
    private static final long serialVersionUID = 1L;
    private final Counter keys = Metrics.counter(LargeGroupsTest.class, "keys");
    private final Counter values = Metrics.counter(LargeGroupsTest.class, "values");
    private final Counter sum = Metrics.counter(LargeGroupsTest.class, "sum");
    private final int readings;

    Check(int readings) {
      this.readings = readings;
    }

    @ProcessElement
    public void process(@Element KV<Long, Iterable<byte[]>> group) {
      keys.inc();
      for (int i = 0; i < readings; i++) {
        for (byte[] value : group.getValue()) {
          values.inc();
          sum.inc(ByteBuffer.wrap(value).getLong());
        }
      }
    }
  }

  private static final class Key extends DoFn<Long, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<Long, Long>> output) {
      output.output(KV.of(number, number));
    }
  }

  private static final class Sum extends DoFn<KV<Long, Iterable<Long>>, Void> {
    private static final long serialVersionUID = 1L;
    private final Counter keys = Metrics.counter(LargeGroupsTest.class, "keys");
    private final Counter sum = Metrics.counter(LargeGroupsTest.class, "sum");

    @ProcessElement
    public void process(@Element KV<Long, Iterable<Long>> group) {
      keys.inc();
      group.getValue().forEach(sum::inc);
    }
  }
}
