/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import dev.millrace.benchmarks.workload.Data;
import dev.millrace.benchmarks.workload.Functions;
import dev.millrace.benchmarks.workload.Hash;
import dev.millrace.benchmarks.workload.Query;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/** The queries that handle each element by itself. */
final class ElementPipelines {
  private final Pipeline pipeline;
  private final long elements;
  private final long run;

  ElementPipelines(Pipeline pipeline, long elements, long run) {
    this.pipeline = pipeline;
    this.elements = elements;
    this.run = run;
  }

  void numbers() {
    sinkNumbers(readNumbers());
  }

  void reshuffle() {
    sinkNumbers(readNumbers().apply("Reshuffle", Reshuffle.viaRandomKey()));
  }

  void identity() {
    sinkLines(readLines().apply("Identity", ParDo.of(new IdentityFn())));
  }

  void sample() {
    sinkLines(readLines().apply("Sample", ParDo.of(new SampleFn())));
  }

  void projection() {
    sinkLines(readLines().apply("Project", ParDo.of(new ProjectFn())));
  }

  void grep() {
    sinkLines(readLines().apply("Grep", ParDo.of(new GrepFn())));
  }

  void additions(int steps) {
    PCollection<Long> numbers = readNumbers();
    for (int step = 1; step <= steps; step++) {
      numbers = numbers.apply("Add" + step, ParDo.of(new AddFn(step)));
    }
    sinkNumbers(numbers);
  }

  void lookUp() {
    long keys = Query.SIDE_INPUT.keys(elements);
    KvCoder<Long, Long> pairs = KvCoder.of(VarLongCoder.of(), VarLongCoder.of());
    PCollectionView<Map<Long, Long>> weights =
        pipeline
            .apply(
                "ReadWeights",
                Read.from(RangeSource.untimed(keys, i -> KV.of(i, Data.weight(i)), pairs)))
            .apply("Weights", View.asMap());
    pipeline
        .apply(
            "Read",
            Read.from(
                RangeSource.untimed(elements, i -> KV.of(Data.key(i, keys), Data.value(i)), pairs)))
        .apply("Weigh", ParDo.of(new WeighFn(weights)).withSideInputs(weights))
        .apply("Sink", ParDo.of(new ChecksumFn<>(run, kv -> Hash.of(kv.getKey(), kv.getValue()))));
  }

  private PCollection<String> readLines() {
    return pipeline.apply(
        "Read", Read.from(RangeSource.untimed(elements, Data::logLine, StringUtf8Coder.of())));
  }

  private PCollection<Long> readNumbers() {
    return pipeline.apply(
        "Read", Read.from(RangeSource.untimed(elements, i -> i, VarLongCoder.of())));
  }

  private void sinkLines(PCollection<String> lines) {
    lines.apply("Sink", ParDo.of(new ChecksumFn<>(run, Hash::of)));
  }

  private void sinkNumbers(PCollection<Long> numbers) {
    numbers.apply("Sink", ParDo.of(new ChecksumFn<>(run, Hash::mix)));
  }

  private static final class IdentityFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> out) {
      out.output(line);
    }
  }

  private static final class SampleFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> out) {
      if (Functions.isSampled(line)) {
        out.output(line);
      }
    }
  }

  private static final class ProjectFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> out) {
      out.output(Functions.project(line));
    }
  }

  private static final class GrepFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> out) {
      if (Functions.matches(line)) {
        out.output(line);
      }
    }
  }

  private static final class AddFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    private final long summand;

    AddFn(long summand) {
      this.summand = summand;
    }

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> out) {
      out.output(number + summand);
    }
  }

  private static final class WeighFn extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<Map<Long, Long>> weights;

    WeighFn(PCollectionView<Map<Long, Long>> weights) {
      this.weights = weights;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      KV<Long, Long> pair = context.element();
      long weight = context.sideInput(weights).get(pair.getKey());
      context.output(KV.of(pair.getKey(), pair.getValue() * weight));
    }
  }
}
