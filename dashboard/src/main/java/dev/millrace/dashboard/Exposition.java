/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import dev.millrace.execution.observe.CheckpointHistory;
import dev.millrace.execution.observe.JobOverview;
import dev.millrace.execution.observe.ObservedJob;
import dev.millrace.execution.observe.StageNumbers;
import dev.millrace.execution.observe.StageNumbers.TaskNumbers;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/** Puts jobs into the text format of Prometheus. Names and labels do not change. */
final class Exposition {
  private static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;

  private final Map<String, Metric> metrics = new LinkedHashMap<>();

  private final List<Labels> infos = new ArrayList<>();

  private record Metric(String help, boolean counter, List<Point> points) {}

  private record Point(Labels labels, double value) {}

  private Exposition() {}

  static Answer of(List<ObservedJob> jobs) throws IOException {
    Exposition all = new Exposition();
    jobs.forEach(all::add);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    writer.write(out, all.snapshots());
    return new Answer(200, writer.getContentType(), out.toByteArray(), false);
  }

  private void add(ObservedJob job) {
    JobOverview overview = job.overview();
    Labels labels = Labels.of("job", job.id());
    infos.add(labels.merge(Labels.of("name", overview.name(), "state", overview.state())));
    gauge(
        "millrace_job_running",
        "Whether the job runs: 1 or 0.",
        labels,
        overview.running() ? 1 : 0);
    gauge(
        "millrace_job_start_time_seconds",
        "When the job was started, in seconds since 1970.",
        labels,
        overview.startedMillis() / MILLIS);
    counter(
        "millrace_job_restarts", "How often the job has begun again.", labels, overview.restarts());
    checkpoints(job.checkpoints(), labels);
    for (StageNumbers stage : job.stages()) {
      stage(
          stage,
          labels.merge(
              Labels.of("stage", Integer.toString(stage.id()), "stage_name", stage.name())));
    }
    MetricView.of(job.metrics()).forEach(metric -> metric(metric, labels));
  }

  private void checkpoints(CheckpointHistory history, Labels labels) {
    counter(
        "millrace_checkpoints_published",
        "How many checkpoints were published.",
        labels,
        history.published());
    counter(
        "millrace_checkpoints_failed",
        "How many checkpoints came to nothing.",
        labels,
        history.failed());
    if (!history.latest().isEmpty()) {
      CheckpointHistory.CheckpointView last = history.latest().get(0);
      gauge(
          "millrace_checkpoint_last_duration_seconds",
          "How long the latest checkpoint took until it was published.",
          labels,
          last.totalNanos() / NANOS);
      gauge(
          "millrace_checkpoint_last_size_bytes",
          "How much was written for the latest checkpoint.",
          labels,
          last.bytesWritten());
      gauge(
          "millrace_checkpoint_last_start_time_seconds",
          "When the latest checkpoint was begun, in seconds since 1970.",
          labels,
          last.beganMillis() / MILLIS);
    }
  }

  private void stage(StageNumbers stage, Labels labels) {
    counter(
        "millrace_stage_elements_in",
        "Elements that arrived from other stages or were read from sources.",
        labels,
        stage.elementsIn());
    counter(
        "millrace_stage_elements_out",
        "Elements that were emitted to other stages.",
        labels,
        stage.elementsOut());
    counter("millrace_stage_bundles", "Bundles that were finished.", labels, stage.bundles());
    counter(
        "millrace_stage_busy_seconds",
        "How long the instances of the stage were at work, in all.",
        labels,
        (sum(stage, TaskNumbers::busyNanos) - sum(stage, TaskNumbers::blockedNanos)) / NANOS);
    counter(
        "millrace_stage_blocked_seconds",
        "How long the instances waited for room downstream, in all.",
        labels,
        sum(stage, TaskNumbers::blockedNanos) / NANOS);
    gauge(
        "millrace_stage_tasks", "How many instances the stage has.", labels, stage.tasks().size());
    gauge(
        "millrace_stage_waiting_chunks",
        "Chunks of elements that wait before the stage.",
        labels,
        sum(stage, TaskNumbers::chunksWaiting));
    gauge(
        "millrace_stage_side_input_waiting_elements",
        "Elements that wait for side inputs.",
        labels,
        sum(stage, TaskNumbers::elementsWaiting));
    gauge(
        "millrace_stage_timers",
        "Timers that are pending.",
        labels,
        sum(stage, TaskNumbers::timers));
    watermark("millrace_stage_input_watermark_seconds", "input", stage.inputWatermark(), labels);
    watermark("millrace_stage_output_watermark_seconds", "output", stage.outputWatermark(), labels);
  }

  private static long sum(StageNumbers stage, ToLongFunction<TaskNumbers> number) {
    return stage.tasks().stream().mapToLong(number).sum();
  }

  // Beginning and end of time would make every graph useless.
  private void watermark(String name, String which, long millis, Labels labels) {
    if (millis > MIN && millis < MAX) {
      gauge(
          name,
          "The "
              + which
              + " watermark, in seconds since 1970; absent at the beginning and the end of time.",
          labels,
          millis / MILLIS);
    }
  }

  private void metric(MetricView metric, Labels labels) {
    Labels all =
        labels.merge(
            Labels.of(
                "transform",
                metric.transform(),
                "namespace",
                metric.namespace(),
                "name",
                metric.name()));
    if (metric.attempted() instanceof Number number) {
      gauge(
          "millrace_user_" + metric.kind(),
          "The value of a " + metric.kind() + " of the pipeline.",
          all,
          number.doubleValue());
    } else if (metric.attempted() instanceof Map<?, ?> numbers) {
      numbers.forEach(
          (what, number) ->
              gauge(
                  "millrace_user_distribution_" + what,
                  "The " + what + " of a distribution of the pipeline.",
                  all,
                  ((Number) number).doubleValue()));
    }
  }

  private void gauge(String name, String help, Labels labels, double value) {
    add(name, help, false, labels, value);
  }

  private void counter(String name, String help, Labels labels, double value) {
    add(name, help, true, labels, value);
  }

  private void add(String name, String help, boolean counter, Labels labels, double value) {
    metrics
        .computeIfAbsent(name, absent -> new Metric(help, counter, new ArrayList<>()))
        .points()
        .add(new Point(labels, value));
  }

  private MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    InfoSnapshot.Builder info =
        InfoSnapshot.builder().name("millrace_job").help("What a job is called, and is at.");
    infos.forEach(labels -> info.dataPoint(InfoDataPointSnapshot.builder().labels(labels).build()));
    all.metricSnapshot(info.build());
    metrics.forEach(
        (name, metric) ->
            all.metricSnapshot(metric.counter() ? counters(name, metric) : gauges(name, metric)));
    return all.build();
  }

  private static CounterSnapshot counters(String name, Metric metric) {
    CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(metric.help());
    for (Point point : metric.points()) {
      builder.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(point.labels())
              .value(Math.max(0, point.value()))
              .build());
    }
    return builder.build();
  }

  private static GaugeSnapshot gauges(String name, Metric metric) {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(metric.help());
    for (Point point : metric.points()) {
      builder.dataPoint(
          GaugeDataPointSnapshot.builder().labels(point.labels()).value(point.value()).build());
    }
    return builder.build();
  }
}
