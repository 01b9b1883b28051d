/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Query;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The tables of what is measured besides throughput. */
final class Reports {
  private static final double SECOND = 1e9;
  private static final double MEGABYTE = 1 << 20;

  private Reports() {}

  static String startUp(Settings settings, Summary summary, ColdStart cold, List<String> failures) {
    Table table =
        new Table(
            "Start-up in seconds",
            List.of(
                "engine",
                "cold JVM to DONE of the empty pipeline, s",
                "the same with a class data archive, s",
                "run() to DONE of 100 ParDos, warm, s"));
    for (EngineSpec engine : settings.engines()) {
      table.row(
          engine.title(),
          cell(cold.median(engine), SECOND, "%.2f"),
          cell(cold.archivedMedian(engine), SECOND, "%.2f"),
          cell(
              summary.median(Query.HUNDRED_PARDOS, engine, Measurement::wallNanos),
              SECOND,
              "%.3f"));
    }
    return Preamble.of("Start-up", settings)
        + """

        The first column is from the start of the process to the answer that the pipeline of one \
        element is DONE, each time in a new JVM with a class path of jars; the first output comes \
        before that. The second is the same with the JVM option `-XX:SharedArchiveFile=…`, of an \
        archive that an earlier JVM has made by `-XX:ArchiveClassesAtExit=…`. The third is `run()`, \
        translation and execution, of one element through 100 ParDos in a JVM that has done it \
        before.
        """
        + table
        + lines(failures);
  }

  static String latency(Settings settings, Campaign campaign) {
    Table table =
        new Table(
            "Latency of two hops in milliseconds, 20,000 elements a second",
            List.of("engine", "elements", "p50", "p99", "p99.9", "max"));
    for (Sample sample : campaign.samples()) {
      var latency = sample.measurement().latency();
      table.row(
          sample.engine().title(),
          Table.cell(sample.elements()),
          millis(latency.p50()),
          millis(latency.p99()),
          millis(latency.p999()),
          millis(latency.max()));
    }
    return Preamble.of("Latency", settings)
        + """

        From the time at which an element was due at the source to its arrival behind the second \
        exchange. The first half of a run does not count.
        """
        + table
        + lines(campaign.failures());
  }

  static String memory(Settings settings, Campaign campaign) {
    Table table =
        new Table(
            "In a heap of " + settings.heap(),
            List.of(
                "query and engine",
                "elements",
                "wall seconds",
                "peak heap after a collection, MB",
                "peak resident, MB"));
    for (Sample sample : campaign.samples()) {
      Measurement measurement = sample.measurement();
      table.row(
          sample.query().label() + ", " + sample.engine().title(),
          Table.cell(sample.elements()),
          cell(OptionalDouble.of(measurement.wallNanos()), SECOND, "%.2f"),
          cell(OptionalDouble.of(measurement.liveBytes()), MEGABYTE, "%.0f"),
          cell(OptionalDouble.of(measurement.residentBytes()), MEGABYTE, "%.0f"));
    }
    StringBuilder text = new StringBuilder(Preamble.of("Memory", settings)).append(table);
    campaign
        .failures()
        .forEach(failure -> text.append("\n* Failed: ").append(failure).append('\n'));
    return text.toString();
  }

  /** What failed, a line of a report each. */
  static String lines(List<String> failures) {
    return failures.stream()
        .map(failure -> "\n* Failed: " + failure + "\n")
        .collect(Collectors.joining());
  }

  private static String millis(long micros) {
    return Table.cell(OptionalDouble.of(micros / 1e3), "%.2f");
  }

  private static String cell(OptionalDouble value, double unit, String format) {
    return Table.cell(
        value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() / unit), format);
  }
}
