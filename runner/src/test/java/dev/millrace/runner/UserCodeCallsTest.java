/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.JobState;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.stage.Enforcement;
import dev.millrace.execution.stage.StageInstances;
import dev.millrace.translation.PipelineTranslator;
import dev.millrace.translation.TranslationOptions;
import dev.millrace.translation.graph.StageGraph;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever of the user's is called, and whoever calls it: metrics count for the step that it is
 * part of, and the context class loader is that of the thread that started the job.
 */
@Timeout(120)
class UserCodeCallsTest {
  private static final Duration SECOND = Duration.standardSeconds(1);

  @BeforeEach
  void forget() {
    Calls.reset();
  }

  private static WithKeys<Long, Long> keyed() {
    return WithKeys.of((Long number) -> number % 2).withKeyType(TypeDescriptors.longs());
  }

  @ParameterizedTest
  @EnumSource
  void callsCountForTheirStepAndHaveTheLoaderOfTheJob(ThreadKind threads) throws Exception {
    assumeTrue(threads.available(), "no virtual threads in this JDK");
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[0], own)) {
      thread.setContextClassLoader(loader);
      EmbeddedJob job = start(pipeline(), threads);
      thread.setContextClassLoader(own);

      assertTrue(job.await(60_000), job::report);

      assertEquals(null, job.failure());
      assertEquals(JobState.DONE, job.state());
      assertEquals(own, thread.getContextClassLoader());
      assertEquals(expectedSteps(), steps(job));
      assertEquals(attempted(job), committed(job));
      assertTrue(Calls.loaders().keySet().containsAll(expectedSteps().keySet()));
      Calls.loaders()
          .forEach((kind, loaders) -> assertEquals(Set.of(loader), loaders, "loader of " + kind));
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  private static EmbeddedJob start(Pipeline pipeline, ThreadKind threads) {
    StageGraph graph = PipelineTranslator.translate(pipeline, new TranslationOptions(Set.of()));
    // What the translation has called is no part of the job.
    Calls.reset();
    MetricsEnvironment.setMetricsSupported(true);
    return EmbeddedJob.start(
        graph,
        JobSettings.defaults(2).with(threads),
        pipeline.getOptions(),
        new StageInstances(graph, Enforcement.NONE)::create);
  }

  private static Pipeline pipeline() {
    Pipeline pipeline = TestPipelines.withOptions();
    PCollection<Long> numbers = pipeline.apply("Bounded", Read.from(new NotedSources.Bounded(100)));
    pipeline.apply("Unbounded", Read.from(new NotedSources.Unbounded()));
    numbers.apply("Plain", ParDo.of(new NotedFns.Plain()));
    numbers.apply("Keys", keyed()).apply("Stateful", ParDo.of(new NotedFns.Stateful()));
    pipeline.apply(Create.of(1L, 2L)).apply("Splittable", ParDo.of(new NotedFns.Splittable()));
    numbers
        .apply("Seconds", Window.into(FixedWindows.of(SECOND)))
        .apply("KeysOfSeconds", keyed())
        .apply("Combine", Combine.perKey(new NotedFns.Combining()));
    numbers
        .apply("Sessions", Window.into(new NotedFns.Windowing()))
        .apply("KeysOfSessions", keyed())
        .apply("Merge", GroupByKey.create());
    numbers
        .apply("Coded", ParDo.of(new Same()))
        .setCoder(new NotedFns.Coding())
        .apply("Shuffle", Reshuffle.viaRandomKey())
        .apply("Read", ParDo.of(new Same()))
        .setCoder(VarLongCoder.of());
    PCollectionView<Iterable<Long>> view =
        numbers.apply("All", Window.into(new NotedFns.Mapped())).apply("View", View.asIterable());
    numbers.apply("Looks", ParDo.of(new Same()).withSideInputs(view));
    return pipeline;
  }

  private static Map<String, String> expectedSteps() {
    Map<String, String> steps = new TreeMap<>();
    Map.of(
            "Bounded",
            Set.of(
                "bounded split",
                "bounded createReader",
                "bounded start",
                "bounded advance",
                "bounded getCurrent",
                "bounded getCurrentTimestamp",
                "bounded close"),
            "Unbounded",
            Set.of(
                "unbounded split",
                "unbounded createReader",
                "unbounded start",
                "unbounded advance",
                "unbounded getCurrent",
                "unbounded getCurrentTimestamp",
                "unbounded getWatermark",
                "unbounded getCheckpointMark",
                "unbounded finalizeCheckpoint",
                "unbounded close"),
            "Plain",
            Set.of(
                "@Setup",
                "@StartBundle",
                "@ProcessElement",
                "@FinishBundle",
                "@Teardown",
                "bundle finalizer"),
            "Stateful",
            Set.of("@OnTimer", "@OnWindowExpiration"),
            "Splittable",
            Set.of(
                "@GetInitialRestriction",
                "@SplitRestriction",
                "@GetSize",
                "@NewTracker",
                "tryClaim",
                "@GetInitialWatermarkEstimatorState",
                "@NewWatermarkEstimator",
                "@ProcessElement of a splittable DoFn"),
            "Combine",
            Set.of(
                "createAccumulator", "addInput", "mergeAccumulators", "extractOutput", "compact"),
            "Sessions",
            Set.of("assignWindows"),
            "Merge",
            Set.of("mergeWindows"),
            "Coded",
            Set.of("encode", "decode"),
            "Looks",
            Set.of("getSideInputWindow"))
        .forEach((step, kinds) -> kinds.forEach(kind -> steps.put(kind, step)));
    return steps;
  }

  /** Kinds of calls that the engine need not make. */
  private static final Set<String> OPTIONAL =
      Set.of("bounded getFractionConsumed", "bounded splitAtFraction");

  private static Map<String, String> steps(EmbeddedJob job) {
    Map<String, Set<String>> steps = new TreeMap<>();
    for (MetricResult<Long> counter : counters(job)) {
      String kind = counter.getName().getName();
      String step = counter.getKey().stepName().replaceFirst("/.*", "");
      if (OPTIONAL.contains(kind)) {
        assertEquals("Bounded", step);
      } else {
        steps.computeIfAbsent(kind, absent -> new TreeSet<>()).add(step);
      }
    }
    Map<String, String> joined = new TreeMap<>();
    steps.forEach((kind, names) -> joined.put(kind, String.join(" and ", names)));
    return joined;
  }

  private static Map<String, Long> attempted(EmbeddedJob job) {
    Map<String, Long> counts = new TreeMap<>();
    counters(job)
        .forEach(
            counter ->
                counts.merge(counter.getKey().toString(), counter.getAttempted(), Long::sum));
    return counts;
  }

  private static Map<String, Long> committed(EmbeddedJob job) {
    Map<String, Long> counts = new TreeMap<>();
    counters(job)
        .forEach(
            counter ->
                counts.merge(counter.getKey().toString(), counter.getCommitted(), Long::sum));
    return counts;
  }

  private static Iterable<MetricResult<Long>> counters(EmbeddedJob job) {
    return job.metrics()
        .queryMetrics(
            MetricsFilter.builder()
                .addNameFilter(MetricNameFilter.inNamespace(Calls.NAMESPACE))
                .build())
        .getCounters();
  }

  /** Passes its elements on. */
  private static final class Same extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> out) {
      out.output(element);
    }
  }
}
