/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.runner.TestPipelines.Measure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MillraceRunnerTest {

  @Test
  void metricsAreAttemptedAndCommittedByStep() {
    MetricQueryResults metrics = metrics(counting("a", "bb", "ccc").run());

    MetricResult<Long> elements = metrics.getCounters().iterator().next();
    assertEquals("Measure/ParMultiDo(Measure)", elements.getKey().stepName());
    assertEquals(3L, elements.getAttempted());
    assertEquals(3L, elements.getCommitted());
    MetricResult<DistributionResult> lengths = metrics.getDistributions().iterator().next();
    assertEquals(DistributionResult.create(6, 3, 1, 3), lengths.getCommitted());
  }

  @Test
  void twoJobsAtOnceDoNotSeeEachOther() {
    List<PipelineResult> results =
        IntStream.of(1, 5)
            .mapToObj(
                size -> {
                  Pipeline pipeline =
                      counting(
                          IntStream.range(0, size).mapToObj(i -> "e" + i).toArray(String[]::new));
                  pipeline.getOptions().as(MillracePipelineOptions.class).setBlockOnRun(false);
                  return pipeline.run();
                })
            .toList();

    results.forEach(PipelineResult::waitUntilFinish);
    assertEquals(
        List.of(1L, 5L),
        results.stream()
            .map(result -> metrics(result).getCounters().iterator().next().getAttempted())
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "line", "log"})
  void noThreadOutlivesTheJob(String progress) throws InterruptedException {
    counting("a").run();
    Set<Thread> before = liveThreads();

    Pipeline pipeline = counting("a", "b");
    pipeline.getOptions().as(MillracePipelineOptions.class).setProgress(progress);
    pipeline.run();

    Set<Thread> left = liveThreads();
    left.removeAll(before);
    for (Thread thread : left) {
      thread.join(2000);
    }
    assertEquals(Set.of(), left.stream().filter(Thread::isAlive).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "mermaid"})
  void thePlanIsPrintedWithTheNamesOfTransforms(String format) {
    Pipeline pipeline = counting("a");
    pipeline.getOptions().as(MillracePipelineOptions.class).setPrintPlan(format);

    String printed = printedBy(pipeline::run);

    assertThat(printed, containsString("Measure"));
    if (format.equals("mermaid")) {
      assertThat(printed, containsString("flowchart"));
    }
  }

  @Test
  void nothingIsPrintedByDefault() {
    assertEquals("", printedBy(counting("a")::run));
  }

  private static Pipeline counting(String... elements) {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline
        .apply(Create.of(List.of(elements)))
        .apply("Measure", ParDo.of(new Measure()))
        .apply(Count.perElement());
    return pipeline;
  }

  private static MetricQueryResults metrics(PipelineResult result) {
    return result
        .metrics()
        .queryMetrics(
            MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("test")).build());
  }

  private static Set<Thread> liveThreads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  private static String printedBy(Runnable program) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
