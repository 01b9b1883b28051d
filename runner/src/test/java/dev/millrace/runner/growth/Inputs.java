/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import com.google.common.collect.ObjectArrays;
import dev.millrace.runner.MillracePipelineOptions;
import dev.millrace.runner.MillraceRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** What goes into the cases: numbers, each a millisecond after the one before. */
final class Inputs {
  private Inputs() {}

  /** An empty pipeline with one instance per stage, unless {@code args} say otherwise. */
  static Pipeline pipeline(String... args) {
    var options = PipelineOptionsFactory.fromArgs(args).as(MillracePipelineOptions.class);
    options.setRunner(MillraceRunner.class);
    if (options.getParallelism() < 0) {
      options.setParallelism(1);
    }
    return Pipeline.create(options);
  }

  /** The numbers below {@code n}; the watermark stands still until the end. */
  static PCollection<Long> bounded(Pipeline pipeline, int n) {
    return timed(pipeline, n, i -> i);
  }

  /** The same in an order that is none. */
  static PCollection<Long> shuffled(Pipeline pipeline, int n) {
    return timed(pipeline, n, i -> scatter(i) % n);
  }

  /** The same, the last first. */
  static PCollection<Long> backwards(Pipeline pipeline, int n) {
    return timed(pipeline, n, i -> n - i);
  }

  /** The numbers below {@code n}, at the milliseconds that {@code times} says. */
  static PCollection<Long> timed(Pipeline pipeline, int n, SerializableFunction<Long, Long> times) {
    return pipeline.apply(
        "Numbers",
        GenerateSequence.from(0).to(n).withTimestampFn(i -> Instant.ofEpochMilli(times.apply(i))));
  }

  /**
   * The numbers below 2 {@code n}, in bundles of ten, with a watermark that follows {@code n}
   * behind: as many milliseconds are open at any time.
   */
  static PCollection<Long> ahead(int n, String... args) {
    return pipeline(ObjectArrays.concat(args, "--maxBundleElements=10"))
        .apply("Numbers", Read.from(new NumberStream(2L * n, n, false)));
  }

  /** The numbers below {@code n}, in bundles of ten, with a watermark that follows at once. */
  static PCollection<Long> following(int n) {
    return pipeline("--maxBundleElements=10")
        .apply("Numbers", Read.from(new NumberStream(n, 0, false)));
  }

  /** The numbers below {@code n} as one event of a test stream. */
  static TestStream.Builder<Long> event(int n) {
    return add(TestStream.create(VarLongCoder.of()), 0, n);
  }

  /** Adds the numbers from {@code from} on, below {@code to}, as one event. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types
  static TestStream.Builder<Long> add(TestStream.Builder<Long> stream, int from, int to) {
    if (from >= to) {
      return stream;
    }
    TimestampedValue<Long>[] rest = new TimestampedValue[to - from - 1];
    for (int i = from + 1; i < to; i++) {
      rest[i - from - 1] = number(i);
    }
    return stream.addElements(number(from), rest);
  }

  static TimestampedValue<Long> number(long i) {
    return TimestampedValue.of(i, Instant.ofEpochMilli(i));
  }

  /** Windows of {@code millis} milliseconds. */
  static Window<Long> fixed(long millis) {
    return Window.into(FixedWindows.of(Duration.millis(millis)));
  }

  /** Keys a number by itself modulo {@code keys}. */
  static ParDo.SingleOutput<Long, KV<Long, Long>> keyed(long keys) {
    return ParDo.of(new Keyed(keys));
  }

  static ParDo.SingleOutput<Object, Void> sink() {
    return ParDo.of(new Sink());
  }

  /** A number, not negative, that says nothing of the order of what it is made of. */
  static long scatter(long number) {
    return (number * 0x9E3779B97F4A7C15L) >>> 24;
  }

  private static final class Keyed extends DoFn<Long, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;
    private final long keys;

    Keyed(long keys) {
      this.keys = keys;
    }

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<Long, Long>> output) {
      output.output(KV.of(number % keys, number));
    }
  }

  /** Takes whatever comes. */
  private static final class Sink extends DoFn<Object, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {}
  }
}
