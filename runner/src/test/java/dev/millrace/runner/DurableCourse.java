/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollection;

/**
 * The course of a pipeline that takes checkpoints: it reads numbers up to a gate, tells when all of
 * those are in a checkpoint that has been published, and goes on once the gate is open. It notes
 * every number that it has done, and what becomes of its functions.
 */
final class DurableCourse implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int COUNT = 20;
  static final int GATE_AT = 10;

  final SharedLatch gate = new SharedLatch(1);
  final SharedLatch published = new SharedLatch(1);
  final SharedLatch tornDown = new SharedLatch(1);
  final Notes done = new Notes();
  final Notes calls = new Notes();
  final Notes finalized = new Notes();
  final Notes failures = new Notes();
  private final int failuresToCome;
  private final int failsAt;
  private final boolean gateOpens;

  private DurableCourse(int failuresToCome, int failsAt, boolean gateOpens) {
    this.failuresToCome = failuresToCome;
    this.failsAt = failsAt;
    this.gateOpens = gateOpens;
  }

  /** Stays before the gate until the test opens it. */
  static DurableCourse gated() {
    return new DurableCourse(0, -1, false);
  }

  /** The gate opens when what is before it has been published. */
  static DurableCourse throughTheGate() {
    return new DurableCourse(0, -1, true);
  }

  /** As {@link #throughTheGate}; fails at {@code number}, so many times. */
  static DurableCourse failing(int times, int number) {
    return new DurableCourse(times, number, true);
  }

  /**
   * Options of a pipeline that takes checkpoints all the time and keeps them in {@code directory};
   * {@code others} count for more.
   */
  static String[] options(Path directory, String... others) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option :
        List.of(
            "--checkpointDirectory=" + directory,
            "--checkpointEveryMillis=1",
            "--restartDelayMillis=0",
            "--jobName=durable",
            "--parallelism=1")) {
      options.put(option.substring(0, option.indexOf('=')), option);
    }
    for (String option : others) {
      options.put(option.substring(0, option.indexOf('=')), option);
    }
    return options.values().toArray(String[]::new);
  }

  /** Runs the pipeline with {@code options}. */
  MillracePipelineResult run(String... options) {
    return (MillracePipelineResult) pipeline(options).run();
  }

  /** The pipeline with {@code options}. */
  Pipeline pipeline(String... options) {
    Pipeline pipeline = TestPipelines.withOptions(options);
    read(pipeline);
    return pipeline;
  }

  /** Begins {@code pipeline}, and gives what it has done. */
  PCollection<Integer> read(Pipeline pipeline) {
    return pipeline
        .apply("Read", Read.from(GatedSource.of(COUNT, GATE_AT, gate, finalized)))
        .apply("Work", ParDo.of(new Work(this)));
  }

  /** All numbers, as they are noted. */
  static List<String> all() {
    return numbers(COUNT);
  }

  /** The numbers before {@code end}, as they are noted. */
  static List<String> numbers(int end) {
    return IntStream.range(0, end).mapToObj(i -> String.format("%02d", i)).toList();
  }

  /** How many numbers have been counted as done. */
  static long counted(MillracePipelineResult result, boolean committed) {
    var filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named("test", "done")).build();
    long all = 0;
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      all += committed ? counter.getCommitted() : counter.getAttempted();
    }
    return all;
  }

  /** Does what the course says with each number. */
  static final class Work extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final Counter count = Metrics.counter("test", "done");
    private final DurableCourse course;

    Work(DurableCourse course) {
      this.course = course;
    }

    @Setup
    public void setUp() {
      course.calls.add("set up");
    }

    @ProcessElement
    public void process(
        @Element Integer number, BundleFinalizer finalizer, OutputReceiver<Integer> output) {
      if (number == course.failsAt && course.failures.inOrder().size() < course.failuresToCome) {
        course.failures.add("failure " + (course.failures.inOrder().size() + 1));
        throw new IllegalStateException("failure " + course.failures.inOrder().size());
      }
      if (number == GATE_AT - 1) {
        finalizer.afterBundleCommit(BoundedWindow.TIMESTAMP_MAX_VALUE, this::published);
      }
      count.inc();
      course.done.add(String.format("%02d", number));
      output.output(number);
    }

    private void published() {
      course.published.countDown();
      if (course.gateOpens) {
        course.gate.countDown();
      }
    }

    @Teardown
    public void tearDown() {
      course.calls.add("torn down");
      course.tornDown.countDown();
    }
  }
}
