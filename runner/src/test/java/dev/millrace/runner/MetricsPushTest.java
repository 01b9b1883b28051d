/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsOptions;
import org.apache.beam.sdk.metrics.MetricsSink;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Metrics reach the sink that the options name. */
@Timeout(60)
class MetricsPushTest {

  /** Keeps the last push of each job. */
  public static class Keeping implements MetricsSink {
    static final Map<String, MetricQueryResults> LAST = new ConcurrentHashMap<>();
    private final String job;

    public Keeping(MetricsOptions options) {
      job = options.getJobName();
    }

    @Override
    public void writeMetrics(MetricQueryResults metrics) throws Exception {
      LAST.put(job, metrics);
    }
  }

  /** Tells when it has been given something twice. */
  public static final class Twice extends Keeping {
    static final CountDownLatch PUSHES = new CountDownLatch(2);

    public Twice(MetricsOptions options) {
      super(options);
    }

    @Override
    public void writeMetrics(MetricQueryResults metrics) throws Exception {
      super.writeMetrics(metrics);
      PUSHES.countDown();
    }
  }

  /** Takes nothing. */
  public static final class Refusing extends Keeping {
    public Refusing(MetricsOptions options) {
      super(options);
    }

    @Override
    public void writeMetrics(MetricQueryResults metrics) throws Exception {
      super.writeMetrics(metrics);
      throw new IllegalStateException("deliberate");
    }
  }

  private static Pipeline to(Class<? extends MetricsSink> sink, String jobName, String... args) {
    Pipeline pipeline = TestPipelines.withOptions(args);
    PipelineOptions options = pipeline.getOptions();
    options.setJobName(jobName);
    options.as(MetricsOptions.class).setMetricsSink(sink);
    options.as(MetricsOptions.class).setMetricsPushPeriod(1L);
    return pipeline;
  }

  private static Map<String, Long> counters(String job) {
    Map<String, Long> counters = new LinkedHashMap<>();
    Keeping.LAST
        .get(job)
        .getCounters()
        .forEach(
            counter ->
                counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum));
    return counters;
  }

  @Test
  void whenRunReturnsTheLastPushHasEverythingAndNoThreadIsLeft() {
    Pipeline pipeline = to(Keeping.class, "pushed");
    pipeline
        .apply(Create.of("a", "bb", "ccc"))
        .apply("Measure", ParDo.of(new TestPipelines.Measure()));

    pipeline.run();

    assertEquals(3, counters("pushed").get("elements"));
    JobThreads.assertNone("pushed");
  }

  @Test
  void elementsThatStagesHaveTakenInAreCountedToo() {
    Pipeline pipeline = to(Keeping.class, "system");
    pipeline
        .apply(Create.of("a", "bb", "ccc"))
        .apply("Measure", ParDo.of(new TestPipelines.Measure()));

    pipeline.run();

    // One stage: it reads the three, and has nobody to send them to.
    assertEquals(3, counters("system").get("millrace:metric:elements_in:v1"));
    assertEquals(0, counters("system").get("millrace:metric:elements_out:v1"));
  }

  /** Blocks after it has counted. */
  static final class CountAndBlock extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch counted;
    private final SharedLatch never = new SharedLatch(1);

    CountAndBlock(SharedLatch counted) {
      this.counted = counted;
    }

    @ProcessElement
    public void process() throws InterruptedException {
      Metrics.counter("test", "begun").inc();
      counted.countDown();
      never.await();
    }
  }

  @Test
  void aJobThatGoesOnIsPushedAgainAndAgainAndForTheLastTimeWhenCancelled() throws Exception {
    SharedLatch counted = new SharedLatch(1);
    Pipeline pipeline = to(Twice.class, "going-on", "--blockOnRun=false");
    pipeline.apply(Create.of("a")).apply("Block", ParDo.of(new CountAndBlock(counted)));
    PipelineResult result = pipeline.run();
    counted.awaitOrFail();

    assertEquals(true, Twice.PUSHES.await(30, TimeUnit.SECONDS));
    result.cancel();

    assertEquals(1, counters("going-on").get("begun"));
    JobThreads.assertNone("going-on");
  }

  @Test
  void aSinkThatFailsDoesNotFailTheJob() {
    Pipeline pipeline = to(Refusing.class, "refused");
    pipeline.apply(Create.of("a")).apply("Measure", ParDo.of(new TestPipelines.Measure()));

    assertEquals(State.DONE, pipeline.run().getState());
    assertEquals(1, counters("refused").get("elements"));
  }

  /** A sink that cannot be made. */
  public static final class WithoutConstructor implements MetricsSink {
    @Override
    public void writeMetrics(MetricQueryResults metrics) {}
  }

  @Test
  void aSinkThatCannotBeMadeFailsBeforeAnythingRuns() {
    Pipeline pipeline = to(WithoutConstructor.class, "unmade");
    pipeline.apply(Create.of("a")).apply("Block", ParDo.of(new TestPipelines.Block()));

    assertThrows(RuntimeException.class, pipeline::run);

    JobThreads.assertNone("unmade");
  }

  @Test
  void aPeriodOfNothingIsRefused() {
    PipelineOptions options = to(Keeping.class, "no-period").getOptions();
    options.as(MetricsOptions.class).setMetricsPushPeriod(0L);

    var refusal =
        assertThrows(IllegalArgumentException.class, () -> MillraceRunner.fromOptions(options));

    assertThat(refusal.getMessage(), containsString("--metricsPushPeriod=0: "));
  }
}
