/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What checkpoints cost: each engine that takes them beside itself without, and beside others. */
final class CheckpointReport {
  private static final double SECOND = 1e9;
  private static final double FLOOR = 0.9;
  private static final EngineSpec CHECKPOINTED = EngineSpec.MILLRACE_CHECKPOINTS;

  private CheckpointReport() {}

  static String of(Settings settings, Campaign campaign) {
    Summary summary = new Summary(settings, campaign.samples());
    return Preamble.of("Checkpoints", settings)
        + """

        Wall seconds from `run()` to the end, a checkpoint each %d ms where an engine takes them, to \
        files that are synced. Flink runs all queries as streams here, as it takes no checkpoints in \
        batch, and writes increments with RocksDB.
        """
            .formatted(settings.checkpointMillis())
        + seconds(settings, summary)
        + ratios(settings, summary)
        + Reports.lines(campaign.failures());
  }

  private static Table seconds(Settings settings, Summary summary) {
    List<String> columns = new ArrayList<>(List.of("query, elements"));
    settings.engines().forEach(engine -> columns.add(engine.title()));
    Table table = new Table("Seconds", columns);
    for (Query query : summary.queries()) {
      List<String> row = new ArrayList<>();
      row.add(query.label() + ", " + Table.cell(settings.elements(EngineSpec.MILLRACE, query)));
      for (EngineSpec engine : settings.engines()) {
        OptionalDouble nanos = summary.median(query, engine, Measurement::wallNanos);
        row.add(
            Table.cell(
                nanos.isEmpty() ? nanos : OptionalDouble.of(nanos.getAsDouble() / SECOND), "%.2f"));
      }
      table.row(row);
    }
    return table;
  }

  private static String ratios(Settings settings, Summary summary) {
    List<EngineSpec> engines =
        settings.engines().stream().filter(EngineSpec::takesCheckpoints).toList();
    Table kept =
        table(
            "Throughput with checkpoints, as a share of that without",
            summary,
            engines,
            engine -> new Ratio(engine.without(), engine),
            CheckpointReport::share);
    Table beside =
        table(
            "With checkpoints, how many times as long as Millrace",
            summary,
            engines.stream().filter(engine -> engine != CHECKPOINTED).toList(),
            engine -> new Ratio(engine, CHECKPOINTED),
            CheckpointReport::times);
    OptionalDouble mean = summary.meanRatio(CHECKPOINTED.without(), CHECKPOINTED);
    String verdict =
        mean.isEmpty()
            ? ""
            : "\nMillrace is to keep at least "
                + share(OptionalDouble.of(FLOOR))
                + " of its throughput: "
                + (mean.getAsDouble() >= FLOOR ? "met" : "**not met**")
                + ".\n";
    return kept + verdict + beside;
  }

  private static Table table(
      String title,
      Summary summary,
      List<EngineSpec> engines,
      Function<EngineSpec, Ratio> ratio,
      Function<OptionalDouble, String> cell) {
    List<String> columns = new ArrayList<>(List.of("query"));
    engines.forEach(engine -> columns.add(engine.title()));
    Table table = new Table(title, columns);
    for (Query query : summary.queries()) {
      List<String> row = new ArrayList<>(List.of(query.label()));
      for (EngineSpec engine : engines) {
        Ratio of = ratio.apply(engine);
        row.add(cell.apply(summary.ratio(query, of.dividend(), of.divisor())));
      }
      table.row(row);
    }
    List<String> means = new ArrayList<>(List.of("**geometric mean**"));
    for (EngineSpec engine : engines) {
      Ratio of = ratio.apply(engine);
      means.add(cell.apply(summary.meanRatio(of.dividend(), of.divisor())));
    }
    return table.row(means);
  }

  private static String share(OptionalDouble ratio) {
    return Table.cell(
        ratio.isEmpty() ? ratio : OptionalDouble.of(100 * ratio.getAsDouble()), "%.0f %%");
  }

  private static String times(OptionalDouble ratio) {
    return Table.cell(ratio, "%.1f");
  }

  private record Ratio(EngineSpec dividend, EngineSpec divisor) {}
}
