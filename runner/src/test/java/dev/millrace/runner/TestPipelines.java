/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/** Pipelines and functions of the runner's tests. */
final class TestPipelines {
  private TestPipelines() {}

  /** An empty pipeline for Millrace with {@code args} as options. */
  static Pipeline withOptions(String... args) {
    var options = PipelineOptionsFactory.fromArgs(args).as(MillracePipelineOptions.class);
    options.setRunner(MillraceRunner.class);
    return Pipeline.create(options);
  }

  /** A pipeline whose only function blocks until it is interrupted. */
  static Pipeline blocked(String... args) {
    Pipeline pipeline = withOptions(args);
    pipeline.apply(Create.of("a")).apply("Block", ParDo.of(new Block()));
    return pipeline;
  }

  /** Blocks until interrupted, and counts how often it was torn down. */
  static final class Block extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    static final AtomicInteger TEARDOWNS = new AtomicInteger();

    @ProcessElement
    public void process() throws InterruptedException {
      Thread.sleep(60_000);
    }

    @Teardown
    public void teardown() {
      TEARDOWNS.incrementAndGet();
    }
  }

  /** Counts its elements in metrics and passes them on. */
  static final class Measure extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Counter elements = Metrics.counter("test", "elements");
    private final Distribution lengths = Metrics.distribution("test", "lengths");

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      elements.inc();
      lengths.update(element.length());
      output.output(element);
    }
  }
}
