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
        + ratios(summary)
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

  private static String ratios(Summary summary) {
    Table table =
        new Table(
            "Throughput with checkpoints, as a share of that without",
            List.of("query", "Millrace", "native Flink, hash map", "native Flink, RocksDB"));
    for (Query query : summary.queries()) {
      table.row(
          query.label(),
          share(summary.ratio(query, EngineSpec.MILLRACE, CHECKPOINTED)),
          share(summary.ratio(query, EngineSpec.NATIVE_FLINK, EngineSpec.NATIVE_FLINK_HASH_MAP)),
          share(summary.ratio(query, EngineSpec.NATIVE_FLINK, EngineSpec.NATIVE_FLINK_ROCKSDB)));
    }
    OptionalDouble mean = summary.meanRatio(EngineSpec.MILLRACE, CHECKPOINTED);
    table.row(
        "**geometric mean**",
        share(mean),
        share(summary.meanRatio(EngineSpec.NATIVE_FLINK, EngineSpec.NATIVE_FLINK_HASH_MAP)),
        share(summary.meanRatio(EngineSpec.NATIVE_FLINK, EngineSpec.NATIVE_FLINK_ROCKSDB)));
    String verdict =
        mean.isEmpty()
            ? ""
            : "\nMillrace is to keep at least "
                + share(OptionalDouble.of(FLOOR))
                + " of its throughput: "
                + (mean.getAsDouble() >= FLOOR ? "met" : "**not met**")
                + ".\n";
    Table beside =
        new Table(
            "With checkpoints, how many times as long as Millrace",
            List.of("query", "native Flink, hash map", "native Flink, RocksDB"));
    for (Query query : summary.queries()) {
      beside.row(
          query.label(),
          times(summary.ratio(query, EngineSpec.NATIVE_FLINK_HASH_MAP, CHECKPOINTED)),
          times(summary.ratio(query, EngineSpec.NATIVE_FLINK_ROCKSDB, CHECKPOINTED)));
    }
    beside.row(
        "**geometric mean**",
        times(summary.meanRatio(EngineSpec.NATIVE_FLINK_HASH_MAP, CHECKPOINTED)),
        times(summary.meanRatio(EngineSpec.NATIVE_FLINK_ROCKSDB, CHECKPOINTED)));
    return table + verdict + beside;
  }

  private static String share(OptionalDouble ratio) {
    return Table.cell(
        ratio.isEmpty() ? ratio : OptionalDouble.of(100 * ratio.getAsDouble()), "%.0f %%");
  }

  private static String times(OptionalDouble ratio) {
    return Table.cell(ratio, "%.1f");
  }
}
