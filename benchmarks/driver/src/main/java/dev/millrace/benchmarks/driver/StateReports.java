/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.state.Updates;
import dev.millrace.benchmarks.worker.MeasuredCheckpoint;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The tables of what is measured by jobs of large state. */
final class StateReports {
  private static final double MEGABYTE = 1 << 20;

  private StateReports() {}

  static String pauses(Settings settings, StateCampaign campaign) {
    Table table =
        new Table(
            "Checkpoints",
            List.of(
                "keys updated between two, engine",
                "checkpoints",
                "updates between two",
                "pause of a task, p50, ms",
                "p99",
                "max",
                "begun to published, median, s",
                "max",
                "bytes of a checkpoint, median, MB",
                "written by the process per checkpoint, MB"));
    Table latency =
        new Table(
            "Updates, from when they were due to the end of the job, in milliseconds",
            List.of("keys updated between two, engine", "p50", "p99", "p99.9", "max"));
    for (StateSample sample : campaign.samples()) {
      String name = percent(sample.changedPercent()) + " %, " + sample.engine().title();
      List<MeasuredCheckpoint> checkpoints = sample.checkpoints();
      long[] pauses =
          checkpoints.stream()
              .flatMap(checkpoint -> checkpoint.figures().pauseMicros().stream())
              .mapToLong(Long::longValue)
              .sorted()
              .toArray();
      table.row(
          name,
          Integer.toString(checkpoints.size()),
          median(checkpoints, MeasuredCheckpoint::updates, 1, "%,.0f"),
          millis(quantile(pauses, 0.5)),
          millis(quantile(pauses, 0.99)),
          millis(quantile(pauses, 1)),
          median(checkpoints, checkpoint -> checkpoint.figures().totalMicros(), 1e6, "%.2f"),
          Table.cell(
              OptionalDouble.of(
                  checkpoints.stream().mapToLong(c -> c.figures().totalMicros()).max().orElse(0)
                      / 1e6),
              "%.2f"),
          median(checkpoints, checkpoint -> checkpoint.figures().bytes(), MEGABYTE, "%.1f"),
          Table.cell(
              OptionalDouble.of(
                  checkpoints.stream()
                          .mapToLong(MeasuredCheckpoint::processBytes)
                          .average()
                          .orElse(0)
                      / MEGABYTE),
              "%.1f"));
      var latencies = sample.measurement().latency();
      latency.row(
          name,
          millis(latencies.p50()),
          millis(latencies.p99()),
          millis(latencies.p999()),
          millis(latencies.max()));
    }
    return Preamble.of("Pauses", settings)
        + """

        %s of state in %s values of a key each. The state is filled; then, from the first \
        checkpoint of all of it on, as many updates come in %s ms, the time from a checkpoint to \
        the next, as keys are to change. Where an engine cannot keep up, fewer come. The pause \
        is how long a task does nothing but pass the barrier, as the engine tells it: Flink in \
        whole milliseconds. Bytes of a checkpoint are the engine's figure, too. The last column \
        is all that the process wrote, compaction and local files included. Every update is \
        checked to be the next of its key.
        """
            .formatted(
                size(settings), Table.cell(settings.state().keys()), settings.checkpointMillis())
        + table
        + latency
        + Reports.lines(campaign.failures());
  }

  static String recovery(Settings settings, StateCampaign campaign) {
    Table table =
        new Table(
            "Seconds to the first output",
            List.of("engine", "runs", "from main(), median", "from the start of the process"));
    for (EngineSpec engine : settings.engines()) {
      List<Recovery> recoveries =
          campaign.recoveries().stream().filter(recovery -> recovery.engine() == engine).toList();
      table.row(
          engine.title(),
          Integer.toString(recoveries.size()),
          median(recoveries, Recovery::mainMicros, 1e6, "%.2f"),
          median(recoveries, Recovery::processMicros, 1e6, "%.2f"));
    }
    return Preamble.of("Recovery", settings)
        + """

        A process with %s of state, of which %s %% is updated between two checkpoints, is killed \
        by SIGKILL once a second checkpoint of all of it has been published. A new process goes \
        on from there: how long until the first update comes out of the job. Every update is \
        checked to be the next of its key.
        """
            .formatted(size(settings), percent(settings.state().changedPercents().get(0)))
        + table
        + Reports.lines(campaign.failures());
  }

  static String largeState(Settings settings, StateCampaign campaign) {
    Table table =
        new Table(
            size(settings) + " of state in a heap of " + settings.heap(),
            List.of(
                "engine",
                "new keys a second",
                "updates a second",
                "checkpoints meanwhile",
                "begun to published, median, s",
                "peak resident, MB"));
    for (StateSample sample : campaign.samples()) {
      table.row(
          sample.engine().title(),
          Table.cell(
              OptionalDouble.of(settings.state().keys() * 1e6 / sample.filledMicros()), "%,.0f"),
          Table.cell(OptionalDouble.of(sample.measurement().perSecond()), "%,.0f"),
          Integer.toString(sample.checkpoints().size()),
          median(
              sample.checkpoints(), checkpoint -> checkpoint.figures().totalMicros(), 1e6, "%.1f"),
          Table.cell(sample.measurement().residentBytes() >> 20));
    }
    return Preamble.of("State larger than the heap", settings)
        + """

        %s values of a key each, %s bytes with the key, are written; then, from the first \
        checkpoint of all of them on, %s %% of them are updated at random for as long as that \
        many checkpoints take, one each %s ms. RocksDB has a quarter of the heap beside it on \
        both engines. Every update is checked to be the next of its key.
        """
            .formatted(
                Table.cell(settings.state().keys()),
                Updates.BYTES_PER_KEY,
                percent(settings.state().changedPercents().get(0)),
                settings.checkpointMillis())
        + table
        + Reports.lines(campaign.failures());
  }

  /** Every measured checkpoint and every recovery, a line each, under a heading. */
  static List<String> csv(StateCampaign campaign) {
    List<String> lines = new ArrayList<>();
    if (!campaign.recoveries().isEmpty()) {
      lines.add("engine,process_us,main_us");
    }
    for (Recovery recovery : campaign.recoveries()) {
      lines.add(
          recovery.engine().label() + "," + recovery.processMicros() + "," + recovery.mainMicros());
    }
    if (!campaign.samples().isEmpty()) {
      lines.add(
          "engine,changed_percent,filled_us,updates_per_s,checkpoint,updates,process_bytes,"
              + "total_us,bytes,pauses_us");
    }
    for (StateSample sample : campaign.samples()) {
      for (MeasuredCheckpoint checkpoint : sample.checkpoints()) {
        lines.add(line(sample, checkpoint));
      }
    }
    return lines;
  }

  private static String line(StateSample sample, MeasuredCheckpoint checkpoint) {
    return String.join(
        ",",
        sample.engine().label(),
        Double.toString(sample.changedPercent()),
        Long.toString(sample.filledMicros()),
        Long.toString(Math.round(sample.measurement().perSecond())),
        Long.toString(checkpoint.figures().number()),
        Long.toString(checkpoint.updates()),
        Long.toString(checkpoint.processBytes()),
        Long.toString(checkpoint.figures().totalMicros()),
        Long.toString(checkpoint.figures().bytes()),
        checkpoint.figures().pauseMicros().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(" ")));
  }

  /** Without zeros at its end. */
  private static String percent(double percent) {
    return BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString();
  }

  private static String size(Settings settings) {
    return Table.cell(settings.state().megabytes()) + " MB";
  }

  private static <T> String median(
      List<T> of, ToLongFunction<T> figure, double unit, String format) {
    OptionalDouble median = Summary.median(of.stream().mapToLong(figure));
    return Table.cell(
        median.isEmpty() ? median : OptionalDouble.of(median.getAsDouble() / unit), format);
  }

  /** The value that a share of sorted values does not exceed; empty if there are none. */
  static OptionalDouble quantile(long[] sorted, double share) {
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted[(int) Math.ceil(share * sorted.length) - 1]);
  }

  private static String millis(OptionalDouble micros) {
    return Table.cell(
        micros.isEmpty() ? micros : OptionalDouble.of(micros.getAsDouble() / 1e3), "%.2f");
  }

  private static String millis(long micros) {
    return millis(OptionalDouble.of(micros));
  }
}
