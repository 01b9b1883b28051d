/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import dev.millrace.benchmarks.workload.Pace;
import dev.millrace.benchmarks.workload.Query;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;

/** {@link Query#LATENCY}: a stream whose elements change workers twice before they arrive. */
final class PacedPipeline {
  private PacedPipeline() {}

  static void build(Pipeline pipeline, long elements, long run) {
    pipeline
        .apply(
            "Read",
            Read.from(
                StreamSource.paced(
                    elements,
                    i -> Pace.element(run, i, elements),
                    VarLongCoder.of(),
                    i -> Pace.dueNanos(run, i) <= System.nanoTime())))
        .apply("FirstHop", Reshuffle.viaRandomKey())
        .apply("Pass", ParDo.of(new PassFn()))
        .apply("SecondHop", Reshuffle.viaRandomKey())
        .apply("Arrive", ParDo.of(new ArriveFn()))
        .apply("Sink", ParDo.of(new ChecksumFn<>(run, element -> 1)));
  }

  private static final class PassFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> out) {
      out.output(element);
    }
  }

  private static final class ArriveFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> out) {
      Pace.arrived(element);
      out.output(element);
    }
  }
}
