/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.core.metrics.NoOpMetricsSink;
import org.apache.beam.sdk.metrics.MetricKey;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsOptions;
import org.apache.beam.sdk.metrics.MetricsSink;
import org.apache.beam.sdk.util.InstanceBuilder;

/**
 * Pushes the metrics of a job to the sink that {@link MetricsOptions} name: every so often, and
 * once at the end. Besides those of user code it pushes how many elements went into and came out of
 * each stage, which {@code PipelineResult.metrics()} leaves out.
 *
 * <p>Beam's {@code MetricsPusher} leaves its thread behind, and is up to a period late with the
 * end.
 */
final class MetricsPush {
  private static final MetricName ELEMENTS_IN =
      MetricName.named("dev.millrace", "millrace:metric:elements_in:v1");
  private static final MetricName ELEMENTS_OUT =
      MetricName.named("dev.millrace", "millrace:metric:elements_out:v1");

  private final MetricsSink sink;
  private final Duration period;

  private MetricsPush(MetricsSink sink, Duration period) {
    this.sink = sink;
    this.period = period;
  }

  /**
   * A push to the sink of {@code options}.
   *
   * @throws RuntimeException if the sink cannot be made of its class
   */
  static MetricsPush to(MetricsOptions options) {
    MetricsSink sink =
        InstanceBuilder.ofType(MetricsSink.class)
            .fromClass(options.getMetricsSink())
            .withArg(MetricsOptions.class, options)
            .build();
    return new MetricsPush(sink, Duration.ofSeconds(options.getMetricsPushPeriod()));
  }

  /** Pushes what there is of {@code job}, from now to its end, if the sink takes anything. */
  void accompany(EmbeddedJob job) {
    if (!(sink instanceof NoOpMetricsSink)) {
      job.accompany("metrics", period, () -> push(job));
    }
  }

  private void push(EmbeddedJob job) {
    try {
      sink.writeMetrics(metricsOf(job));
    } catch (Exception e) {
      throw new IllegalStateException("Metrics could not be written to " + sink, e);
    }
  }

  private static MetricQueryResults metricsOf(EmbeddedJob job) {
    MetricQueryResults user = job.metrics().allMetrics();
    List<MetricResult<Long>> counters = new ArrayList<>();
    user.getCounters().forEach(counters::add);
    for (JobSnapshot.Stage stage : job.snapshot().stages()) {
      counters.add(counter(stage, ELEMENTS_IN, stage.elementsIn()));
      counters.add(counter(stage, ELEMENTS_OUT, stage.elementsOut()));
    }
    return MetricQueryResults.create(
        counters,
        user.getDistributions(),
        user.getGauges(),
        user.getStringSets(),
        user.getBoundedTries(),
        user.getHistograms());
  }

  private static MetricResult<Long> counter(JobSnapshot.Stage stage, MetricName name, long count) {
    return MetricResult.attempted(MetricKey.create(stage.name(), name), count);
  }
}
