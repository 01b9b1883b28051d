/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Elements, bundles, metrics and bundle finalizers. */
final class ElementCases {
  private ElementCases() {}

  static List<GrowthCase> all() {
    return List.of(
        GrowthCase.of("elements through fused ParDos", ElementCases::fused),
        GrowthCase.of("elements of a Create", ElementCases::created),
        GrowthCase.of("outputs of one element", n -> outputs(n, false)),
        GrowthCase.of("outputs of one element, to another stage", n -> outputs(n, true)),
        GrowthCase.of("elements through a Reshuffle", n -> redistributed(n, false)),
        GrowthCase.of("elements through a Redistribute", n -> redistributed(n, true)),
        GrowthCase.of("bundles of one element", n -> bundles(n, new Finalized(0))),
        GrowthCase.of("bundle finalizers of one bundle", n -> finalizers(n, 100_000)),
        GrowthCase.of("bundle finalizers of as many bundles", n -> finalizers(n, 1)),
        GrowthCase.of("counters, in one bundle", n -> counters(n, 100_000)),
        GrowthCase.of("counters, in as many bundles", n -> counters(n, 1)),
        GrowthCase.of("summed without keys", n -> summed(n, 0)),
        GrowthCase.of("summed without keys, with fanout", n -> summed(n, 10)));
  }

  private static Pipeline fused(int n) {
    Pipeline pipeline = Inputs.pipeline();
    PCollection<Long> numbers = Inputs.bounded(pipeline, n);
    for (int i = 0; i < 5; i++) {
      numbers = numbers.apply("Step" + i, ParDo.of(new Counting(1)));
    }
    numbers.apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline created(int n) {
    Pipeline pipeline = Inputs.pipeline();
    pipeline
        .apply(Create.of(LongStream.range(0, n).boxed().toList()).withCoder(VarLongCoder.of()))
        .apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline outputs(int n, boolean exchanged) {
    Pipeline pipeline = Inputs.pipeline();
    PCollection<Long> outputs =
        pipeline.apply(Create.of((long) n)).apply("Expand", ParDo.of(new Expand()));
    (exchanged ? outputs.apply(Reshuffle.viaRandomKey()) : outputs).apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline redistributed(int n, boolean arbitrarily) {
    Pipeline pipeline = Inputs.pipeline("--parallelism=4");
    PCollection<Long> numbers = Inputs.bounded(pipeline, n);
    (arbitrarily
            ? numbers.apply(Redistribute.arbitrarily())
            : numbers.apply(Reshuffle.viaRandomKey()))
        .apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline bundles(int n, DoFn<Long, Long> fn) {
    Pipeline pipeline = Inputs.pipeline("--maxBundleElements=1");
    Inputs.bounded(pipeline, n).apply(ParDo.of(fn)).apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline finalizers(int n, int bundleElements) {
    Pipeline pipeline = Inputs.pipeline("--maxBundleElements=" + bundleElements);
    Inputs.bounded(pipeline, n).apply(ParDo.of(new Finalized(1)));
    return pipeline;
  }

  private static Pipeline counters(int n, int bundleElements) {
    Pipeline pipeline = Inputs.pipeline("--maxBundleElements=" + bundleElements);
    Inputs.bounded(pipeline, n).apply(ParDo.of(new Counting(n))).apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline summed(int n, int fanout) {
    Pipeline pipeline = Inputs.pipeline();
    Combine.Globally<Long, Long> sum = Sum.longsGlobally();
    Inputs.bounded(pipeline, n)
        .apply(fanout == 0 ? sum : sum.withFanout(fanout))
        .apply(Inputs.sink());
    return pipeline;
  }

  /** Counts each number by a counter that it shares with few others if there are many counters. */
  private static final class Counting extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final long counters;

    Counting(long counters) {
      this.counters = counters;
    }

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> output) {
      Metrics.counter("growth", "counter" + number % counters).inc();
      output.output(number);
    }
  }

  private static final class Expand extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long numbers, OutputReceiver<Long> output) {
      for (long i = 0; i < numbers; i++) {
        output.output(i);
      }
    }
  }

  private static final class Finalized extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final int finalizers;

    Finalized(int finalizers) {
      this.finalizers = finalizers;
    }

    @ProcessElement
    public void process(
        @Element Long number, OutputReceiver<Long> output, BundleFinalizer finalizer) {
      for (int i = 0; i < finalizers; i++) {
        finalizer.afterBundleCommit(Instant.now().plus(Duration.standardHours(1)), () -> {});
      }
      output.output(number);
    }
  }
}
