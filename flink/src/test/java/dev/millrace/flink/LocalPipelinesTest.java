/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.runner.MillraceExecutionException;
import java.util.Arrays;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.FlatMapElements;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Pipelines on a Flink in this process. */
class LocalPipelinesTest {
  private static Pipeline pipeline(String... options) {
    String[] all = Arrays.copyOf(options, options.length + 3);
    all[options.length] = "--runner=MillraceFlinkRunner";
    all[options.length + 1] = "--flinkMaster=[local]";
    all[options.length + 2] = "--parallelism=2";
    return Pipeline.create(PipelineOptionsFactory.fromArgs(all).withValidation().create());
  }

  @Test
  @SuppressWarnings("unchecked") // of pairs an array is made
  void countsWords() {
    Pipeline pipeline = pipeline();
    PCollection<KV<String, Long>> counts =
        pipeline
            .apply(Create.of("to be or", "not to be"))
            .apply(
                FlatMapElements.into(TypeDescriptors.strings())
                    .via((String line) -> Arrays.asList(line.split(" ", -1))))
            .apply(Count.perElement());
    PAssert.that(counts)
        .containsInAnyOrder(
            KV.of("to", 2L), KV.of("be", 2L), KV.of("or", 1L), KV.of("not", 1L));
    assertEquals(PipelineResult.State.DONE, pipeline.run().waitUntilFinish());
  }

  @Test
  void sumsByWindowAndCounts() {
    Pipeline pipeline = pipeline();
    PCollection<KV<Long, Long>> sums =
        pipeline
            .apply(GenerateSequence.from(0).to(1_000))
            .apply(WithTimestamps.of(number -> new Instant(number)))
            .apply(Window.into(FixedWindows.of(Duration.millis(100))))
            .apply(ParDo.of(new Keyed()))
            .apply(Sum.longsPerKey());
    PAssert.that(sums)
        .satisfies(
            all -> {
              long sum = 0;
              int count = 0;
              for (KV<Long, Long> one : all) {
                sum += one.getValue();
                count++;
              }
              assertEquals(499_500, sum);
              assertEquals(70, count);
              return null;
            });
    PipelineResult result = pipeline.run();
    MetricQueryResults metrics =
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named("test", "seen"))
                    .build());
    assertEquals(1_000, metrics.getCounters().iterator().next().getCommitted());
  }

  static class Keyed extends DoFn<Long, KV<Long, Long>> {
    private final Counter seen = Metrics.counter("test", "seen");

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<Long, Long>> out) {
      seen.inc();
      out.output(KV.of(number % 7, number));
    }
  }

  @Test
  void keepsStateAndFiresTimers() {
    Pipeline pipeline = pipeline();
    PCollection<String> ends =
        pipeline
            .apply(
                Create.of(KV.of("a", 1), KV.of("b", 2), KV.of("a", 3))
                    .withCoder(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())))
            .apply(ParDo.of(new SumAtEnd()));
    PAssert.that(ends).containsInAnyOrder("a=4", "b=2");
    pipeline.run().waitUntilFinish();
  }

  static class SumAtEnd extends DoFn<KV<String, Integer>, String> {
    @StateId("sum")
    private final StateSpec<ValueState<KV<String, Integer>>> sum =
        StateSpecs.value(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));

    @TimerId("end")
    private final TimerSpec end = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Integer> element,
        @StateId("sum") ValueState<KV<String, Integer>> sum,
        @TimerId("end") Timer end) {
      KV<String, Integer> before = sum.read();
      int value = (before == null ? 0 : before.getValue()) + element.getValue();
      sum.write(KV.of(element.getKey(), value));
      end.set(new Instant(1_000));
    }

    @OnTimer("end")
    public void end(
        @StateId("sum") ValueState<KV<String, Integer>> sum, OutputReceiver<String> out) {
      KV<String, Integer> value = sum.read();
      out.output(value.getKey() + "=" + value.getValue());
    }
  }

  @Test
  void readsSideInputs() {
    Pipeline pipeline = pipeline();
    PCollectionView<Map<Long, String>> names =
        pipeline
            .apply(
                "names",
                Create.of(KV.of(1L, "one"), KV.of(2L, "two"))
                    .withCoder(KvCoder.of(VarLongCoder.of(), StringUtf8Coder.of())))
            .apply(View.asMap());
    PCollection<String> named =
        pipeline
            .apply("numbers", Create.of(1L, 2L, 1L))
            .apply(ParDo.of(new Naming(names)).withSideInputs(names));
    PAssert.that(named).containsInAnyOrder("one", "two", "one");
    pipeline.run().waitUntilFinish();
  }

  static class Naming extends DoFn<Long, String> {
    private final PCollectionView<Map<Long, String>> names;

    Naming(PCollectionView<Map<Long, String>> names) {
      this.names = names;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(context.sideInput(names).get(context.element()));
    }
  }

  @Test
  void processesRestrictions() {
    Pipeline pipeline = pipeline();
    PCollection<Long> numbers =
        pipeline.apply(Create.of(10L, 20L)).apply(ParDo.of(new UpTo()));
    PAssert.thatSingleton(numbers.apply(Count.globally())).isEqualTo(30L);
    pipeline.run().waitUntilFinish();
  }

  @DoFn.BoundedPerElement
  static class UpTo extends DoFn<Long, Long> {
    @GetInitialRestriction
    public OffsetRange range(@Element Long end) {
      return new OffsetRange(0, end);
    }

    @ProcessElement
    public void process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> out) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        out.output(i);
      }
    }
  }

  @Test
  void aFailureSaysWhereItWas() {
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of(1, 2))
        // Apart from the source: docs/flink.md says why.
        .apply(Reshuffle.viaRandomKey())
        .apply(
            "Refuse",
            MapElements.into(TypeDescriptors.integers())
                .via(
                    number -> {
                      throw new IllegalStateException("no " + number);
                    }));
    MillraceExecutionException thrown =
        assertThrows(MillraceExecutionException.class, pipeline::run);
    assertTrue(thrown.getMessage().contains("of Refuse"), thrown.getMessage());
    assertTrue(thrown.getCause() instanceof IllegalStateException, thrown.toString());
  }
}
