/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.workload.Query;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** Which floors are met. */
final class FloorsTable {
  /** Against native Flink: queries whose own work dominates have a lower floor. */
  private static final Set<Query> OWN_WORK = EnumSet.of(Query.WORD_COUNT, Query.GROUP_MANY_KEYS);

  private static final double OWN_WORK_FLOOR = 2;
  private static final double NET_FLOOR = 1.5;

  private final Summary summary;
  private final Table table =
      new Table("Floors", List.of("against", "query", "floor", "reached", ""));

  private FloorsTable(Summary summary) {
    this.summary = summary;
  }

  static Table of(Settings settings, Summary summary) {
    FloorsTable floors = new FloorsTable(summary);
    settings.engines().stream()
        .filter(engine -> !engine.floors().equals(Floors.NONE))
        .forEach(floors::add);
    return floors.table;
  }

  private void add(EngineSpec engine) {
    for (Query query : summary.queries()) {
      row(engine, query.label(), floor(engine, query), summary.ratio(query, engine));
    }
    if (engine == EngineSpec.NATIVE_FLINK) {
      for (Query query : summary.queries()) {
        net(engine, query);
      }
    }
    row(engine, "**geometric mean**", engine.floors().mean(), summary.meanRatio(engine));
  }

  private void net(EngineSpec engine, Query query) {
    OptionalDouble ratio = summary.netRatio(query, engine);
    if (ratio.isPresent() || summary.ratio(query, engine).isEmpty()) {
      row(engine, query.label() + ", net", NET_FLOOR, ratio);
    } else {
      // A time that is less than that of the empty pipeline has no net.
      table.row(
          engine.title(),
          query.label() + ", net",
          Table.cell(OptionalDouble.of(NET_FLOOR), "%.1f"),
          Table.cell(ratio, "%.2f"),
          "**cannot be told**");
    }
  }

  private static double floor(EngineSpec engine, Query query) {
    if (engine == EngineSpec.NATIVE_FLINK && OWN_WORK.contains(query)) {
      return OWN_WORK_FLOOR;
    }
    return query.shuffles() ? engine.floors().shuffled() : engine.floors().unshuffled();
  }

  private void row(EngineSpec engine, String what, double floor, OptionalDouble reached) {
    if (floor > 0 && reached.isPresent()) {
      table.row(
          engine.title(),
          what,
          Table.cell(OptionalDouble.of(floor), "%.1f"),
          Table.cell(reached, "%.2f"),
          reached.getAsDouble() >= floor ? "met" : "**not met**");
    }
  }
}
