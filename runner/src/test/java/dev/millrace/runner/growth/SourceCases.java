/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.TestStream;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Sources: records, splits, marks, record ids, and the events of test streams. */
final class SourceCases {
  private SourceCases() {}

  static List<GrowthCase> all() {
    return List.of(
        GrowthCase.of("splits of a bounded source", n -> splits(n, "--parallelism=1")),
        GrowthCase.of("splits of a bounded source, shared", n -> splits(n, "--parallelism=4")),
        GrowthCase.of("records of a bounded source, shared", SourceCases::shared),
        GrowthCase.of("records of an unbounded source", n -> unbounded(n, 100_000, false)),
        GrowthCase.of("checkpoint marks", n -> unbounded(n, 1, false)),
        GrowthCase.of("records with ids", n -> unbounded(n, 100_000, true)),
        GrowthCase.of("records with ids, in as many bundles", n -> unbounded(n, 1, true)),
        GrowthCase.of("elements of one event", SourceCases::oneEvent),
        GrowthCase.of("events with an element", n -> events(n, false)),
        GrowthCase.of("events with an element and a time", n -> events(n, true)));
  }

  private static Pipeline splits(int n, String option) {
    Pipeline pipeline = Inputs.pipeline(option);
    pipeline.apply(Read.from(new Splits(n))).apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline shared(int n) {
    Pipeline pipeline = Inputs.pipeline("--parallelism=4");
    pipeline.apply(GenerateSequence.from(0).to(n)).apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline unbounded(int n, int bundleElements, boolean ids) {
    Pipeline pipeline = Inputs.pipeline("--maxBundleElements=" + bundleElements);
    pipeline.apply(Read.from(new NumberStream(n, 0, ids))).apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline oneEvent(int n) {
    Pipeline pipeline = Inputs.pipeline();
    pipeline.apply(Inputs.event(n).advanceWatermarkToInfinity()).apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline events(int n, boolean times) {
    TestStream.Builder<Long> stream = Inputs.event(0);
    for (int i = 0; i < n; i++) {
      stream = stream.addElements(Inputs.number(i));
      if (times) {
        stream =
            stream
                .advanceWatermarkTo(Inputs.number(i).getTimestamp())
                .advanceProcessingTime(Duration.millis(1));
      }
    }
    Pipeline pipeline = Inputs.pipeline();
    pipeline.apply(stream.advanceWatermarkToInfinity()).apply(Inputs.sink());
    return pipeline;
  }

  /** A source of numbers with a split for each. */
  private static final class Splits extends BoundedSource<Long> {
    private static final long serialVersionUID = 1L;
    private final long numbers;

    Splits(long numbers) {
      this.numbers = numbers;
    }

    @Override
    public List<Splits> split(long desiredBundleSizeBytes, PipelineOptions options) {
      List<Splits> splits = new ArrayList<>();
      for (long i = 0; i < numbers; i++) {
        splits.add(new Splits(1));
      }
      return splits;
    }

    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return Long.BYTES * numbers;
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }

    @Override
    public BoundedReader<Long> createReader(PipelineOptions options) {
      return new SplitReader(this);
    }
  }

  private static final class SplitReader extends BoundedSource.BoundedReader<Long> {
    private final Splits source;
    private long current = -1;

    SplitReader(Splits source) {
      this.source = source;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      return ++current < source.numbers;
    }

    @Override
    public Long getCurrent() {
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.EPOCH;
    }

    @Override
    public BoundedSource<Long> getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
