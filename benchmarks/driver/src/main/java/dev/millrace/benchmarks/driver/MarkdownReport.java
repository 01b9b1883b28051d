package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/** The tables. */
final class MarkdownReport {
  private static final String NONE = "–";

  private final Settings settings;
  private final Summary summary;
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport(Settings settings, Summary summary) {
    this.settings = settings;
    this.summary = summary;
  }

  static void write(Settings settings, Summary summary, List<String> failures, Path file)
      throws IOException {
    MarkdownReport report = new MarkdownReport(settings, summary);
    report.preamble();
    report.figures("Wall seconds, run() to DONE", Measurement::wallNanos, 1e9, "%.2f");
    report.ratios("Times as long as Millrace", summary::ratio, true);
    report.ratios(
        "Times as long as Millrace, each net of its empty pipeline", summary::netRatio, false);
    new FloorsTable(settings, summary).appendTo(report.text);
    report.figures("CPU seconds", Measurement::cpuNanos, 1e9, "%.2f");
    report.figures("Peak heap in MB, garbage included", Measurement::heapBytes, 1 << 20, "%.0f");
    report.figures("Peak heap in MB, after collections", Measurement::liveBytes, 1 << 20, "%.0f");
    report.figures("Peak resident MB", Measurement::residentBytes, 1 << 20, "%.0f");
    if (!failures.isEmpty()) {
      report.text.append("\n## Failed\n\n");
      failures.forEach(failure -> report.text.append("* ").append(failure).append('\n'));
    }
    Files.writeString(file, report.text);
  }

  private void preamble() {
    text.append(
        String.format(
            Locale.ROOT,
            """
            # Millrace beside its peers

            Medians of %d repetitions after %d warm-up in a JVM per query and engine, engines in turn, \
            heap %s, %d processors, Java %s. Scale %s. Outputs compared by checksum.
            """,
            settings.repetitions(),
            settings.warmUps(),
            settings.heap(),
            Runtime.getRuntime().availableProcessors(),
            Runtime.version(),
            settings.scale()));
    if (settings.engines().contains(EngineSpec.DIRECT_RUNNER)) {
      text.append(
          String.format(
              Locale.ROOT,
              """

              DirectRunner had at most %,d elements per query; what these took beyond its empty \
              pipeline is scaled up in wall and CPU seconds (marked *). Its memory is not.
              """,
              settings.directElements()));
    }
  }

  private void figures(
      String title, ToLongFunction<Measurement> figure, double unit, String format) {
    boolean time = unit == 1e9;
    heading(title, true);
    for (Query query : settings.queries()) {
      row(query);
      for (EngineSpec engine : settings.engines()) {
        OptionalDouble value =
            time ? summary.scaled(query, engine, figure) : summary.median(query, engine, figure);
        boolean scaled = time && summary.factor(query, engine) != 1;
        cell(value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() / unit), format);
        text.append(scaled && value.isPresent() ? "*" : "");
      }
      text.append(" |\n");
    }
  }

  private void ratios(
      String title, BiFunction<Query, EngineSpec, OptionalDouble> ratio, boolean mean) {
    heading(title, false);
    for (Query query : summary.queries()) {
      row(query);
      for (EngineSpec engine : peers()) {
        cell(ratio.apply(query, engine), "%.2f");
      }
      text.append(" |\n");
    }
    if (mean) {
      text.append("| **geometric mean** | ");
      for (EngineSpec engine : peers()) {
        cell(summary.meanRatio(engine), "**%.2f**");
      }
      text.append(" |\n");
    }
  }

  private List<EngineSpec> peers() {
    return settings.engines().stream().filter(e -> e != EngineSpec.MILLRACE).toList();
  }

  private void heading(String title, boolean millrace) {
    List<EngineSpec> engines = millrace ? settings.engines() : peers();
    text.append("\n## ").append(title).append("\n\n| query | elements");
    engines.forEach(engine -> text.append(" | ").append(engine.title()));
    text.append(" |\n|---|--:").append("|--:".repeat(engines.size())).append("|\n");
  }

  private void row(Query query) {
    text.append("| ")
        .append(query.label())
        .append(" | ")
        .append(String.format(Locale.ROOT, "%,d", settings.elements(EngineSpec.MILLRACE, query)));
  }

  private void cell(OptionalDouble value, String format) {
    text.append(" | ")
        .append(value.isEmpty() ? NONE : String.format(Locale.ROOT, format, value.getAsDouble()));
  }
}
