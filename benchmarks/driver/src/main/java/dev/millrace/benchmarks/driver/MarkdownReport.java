/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The tables of throughput. */
final class MarkdownReport {
  private final String title;
  private final String compared;
  private final Settings settings;
  private final Summary summary;

  private MarkdownReport(String title, String compared, Settings settings, Summary summary) {
    this.title = title;
    this.compared = compared;
    this.settings = settings;
    this.summary = summary;
  }

  /** Of the queries to which loops say what is right. */
  static MarkdownReport ofThroughput(Settings settings, Summary summary) {
    return new MarkdownReport(
        "Millrace beside its peers",
        "Outputs compared by checksum with those of plain loops.",
        settings,
        summary);
  }

  /** Of Beam's Nexmark. */
  static MarkdownReport ofNexmark(Settings settings, Summary summary) {
    return new MarkdownReport(
        "Beam's Nexmark on Beam's runners",
        "Outputs, values and times (of 3 values alone), compared by checksum: each engine's with those of the engines "
            + "before it that had as many events, and all engines' of a check with DirectRunner's "
            + "number of events before the warm-ups. What 6 gives depends on when a trigger that "
            + "counts elements fires, and 12 has windows of processing time; these two are not "
            + "compared. 13 and 14 are the joins with side inputs, 15 is Beam's "
            + "`PORTABILITY_BATCH`, 16 its `RESHUFFLE`. 10 writes no files, as without a path. "
            + "DirectRunner's few events come in 100 splits like the many of others, so that its "
            + "time scaled up is overstated.",
        settings,
        summary);
  }

  String text(List<String> failures) {
    StringBuilder text =
        new StringBuilder(preamble())
            .append(times("Wall seconds, run() to DONE", Measurement::wallNanos))
            .append(ratios("Times as long as Millrace", summary::ratio, summary::meanRatio))
            .append(
                ratios(
                    "Times as long as Millrace, each net of its empty pipeline",
                    summary::netRatio,
                    engine -> OptionalDouble.empty()))
            .append(FloorsTable.of(settings, summary))
            .append(times("CPU seconds", Measurement::cpuNanos))
            .append(memory("Peak heap in MB, garbage included", Measurement::heapBytes))
            .append(memory("Peak heap in MB after a collection", Measurement::liveBytes))
            .append(memory("Peak resident MB", Measurement::residentBytes));
    return text.append(Reports.lines(failures)).toString();
  }

  private String preamble() {
    String method = Preamble.of(title, settings) + "\n" + compared + "\n";
    String direct =
        String.format(
            Locale.ROOT,
            """

            DirectRunner had at most %,d elements of queries that group and %,d of others; what \
            these took beyond its empty pipeline is scaled up in wall and CPU seconds (marked *) to \
            the elements that others had, so that ratios are per element. That takes its cost for \
            linear; the compiler has had less time to warm up than with all elements. Its memory is \
            not scaled.
            """,
            settings.directElements(),
            settings.directUngrouped());
    return settings.engines().contains(EngineSpec.DIRECT_RUNNER) ? method + direct : method;
  }

  private Table times(String title, ToLongFunction<Measurement> figure) {
    return figures(
        title,
        settings.engines(),
        settings.queries(),
        (query, engine) ->
            cell(summary.scaled(query, engine, figure), 1e9, "%.2f")
                + (summary.factor(query, engine) == 1 ? "" : "*"));
  }

  private Table memory(String title, ToLongFunction<Measurement> figure) {
    return figures(
        title,
        settings.engines(),
        settings.queries(),
        (query, engine) -> cell(summary.median(query, engine, figure), 1 << 20, "%.0f"));
  }

  private Table ratios(
      String title,
      BiFunction<Query, EngineSpec, OptionalDouble> ratio,
      Function<EngineSpec, OptionalDouble> mean) {
    List<EngineSpec> peers =
        settings.engines().stream().filter(engine -> engine != EngineSpec.MILLRACE).toList();
    Table table =
        figures(
            title,
            peers,
            summary.queries(),
            (query, engine) -> Table.cell(ratio.apply(query, engine), "%.2f"));
    List<String> means = new ArrayList<>(List.of("**geometric mean**", ""));
    peers.forEach(engine -> means.add(Table.cell(mean.apply(engine), "**%.2f**")));
    return table.row(means);
  }

  private Table figures(
      String title,
      List<EngineSpec> engines,
      List<Query> queries,
      BiFunction<Query, EngineSpec, String> cell) {
    List<String> columns = new ArrayList<>(List.of("query", "elements"));
    engines.forEach(engine -> columns.add(engine.title()));
    Table table = new Table(title, columns);
    for (Query query : queries) {
      List<String> cells =
          new ArrayList<>(
              List.of(query.label(), Table.cell(settings.elements(EngineSpec.MILLRACE, query))));
      engines.forEach(engine -> cells.add(cell.apply(query, engine)));
      table.row(cells);
    }
    return table;
  }

  private static String cell(OptionalDouble value, double unit, String format) {
    return Table.cell(
        value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() / unit), format);
  }
}
