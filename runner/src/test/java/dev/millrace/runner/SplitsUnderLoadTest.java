/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.splittabledofn.OffsetRangeTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * However restrictions are split and cut while they are processed, each position is claimed once.
 */
@Timeout(120)
class SplitsUnderLoadTest {
  private static final int ELEMENTS = 12;
  private static final int POSITIONS = 4_000;

  /** Claims its range, one element slower than the others, and counts its calls. */
  static final class Positions extends DoFn<Integer, Long> {
    private static final long serialVersionUID = 1L;
    private final Counter calls = Metrics.counter("test", "calls");
    private final boolean endless;

    Positions(boolean endless) {
      this.endless = endless;
    }

    @ProcessElement
    public void process(
        @Element Integer element,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<Long> output) {
      calls.inc();
      long position = tracker.currentRestriction().getFrom();
      while (tracker.tryClaim(position)) {
        output.output((long) element * POSITIONS + position);
        if (element == 0) {
          work();
        }
        position++;
      }
    }

    private static void work() {
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < 50_000) {
        Thread.onSpinWait();
      }
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, POSITIONS);
    }

    @SplitRestriction
    public void split(@Restriction OffsetRange range, OutputReceiver<OffsetRange> output) {
      range.split(POSITIONS / 2, 1).forEach(output::output);
    }

    @NewTracker
    public OffsetRangeTracker tracker(@Restriction OffsetRange range) {
      return endless
          ? new WatermarkEstimatorsTest.EndlessTracker(range)
          : new OffsetRangeTracker(range);
    }
  }

  @ParameterizedTest(name = "endless {0}, parallelism {1}, chunks of {2}, bundles of {3}")
  @CsvSource({
    "false, 4, 256, 10000",
    "false, 4, 1, 1",
    "false, 1, 256, 10000",
    "true, 4, 256, 10000",
    "true, 3, 1, 1",
  })
  void everyPositionIsClaimedOnce(boolean endless, int parallelism, int chunk, int bundle) {
    Pipeline pipeline =
        TestPipelines.withOptions(
            "--parallelism=" + parallelism,
            "--chunkElements=" + chunk,
            "--maxBundleElements=" + bundle);
    PCollection<Long> positions =
        pipeline
            .apply(Create.of(IntStream.range(0, ELEMENTS).boxed().toList()))
            .apply(Reshuffle.viaRandomKey())
            .apply(ParDo.of(new Positions(endless)));
    PAssert.thatSingleton(positions.apply("All", Count.globally()))
        .isEqualTo((long) ELEMENTS * POSITIONS);
    PAssert.that(
            positions.apply(Count.perElement()).apply(Filter.by(times -> times.getValue() != 1)))
        .empty();

    PipelineResult result = pipeline.run();

    var filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named("test", "calls")).build();
    long calls =
        result.metrics().queryMetrics(filter).getCounters().iterator().next().getCommitted();
    if (endless) {
      // A thousand claims end a call.
      assertThat(calls, greaterThan(ELEMENTS * POSITIONS / 1_000 - 1L));
    } else if (parallelism == 1) {
      assertEquals(ELEMENTS * 2, calls);
    }
  }
}
