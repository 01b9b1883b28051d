package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.workload.Query;
import java.util.EnumSet;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** Which floors are met. */
final class FloorsTable {
  /** Against native Flink: queries whose own work dominates have a lower floor. */
  private static final Set<Query> OWN_WORK = EnumSet.of(Query.WORD_COUNT, Query.GROUP_MANY_KEYS);

  private static final double OWN_WORK_FLOOR = 2;
  private static final double NET_FLOOR = 1.5;

  private final Settings settings;
  private final Summary summary;

  FloorsTable(Settings settings, Summary summary) {
    this.settings = settings;
    this.summary = summary;
  }

  void appendTo(StringBuilder text) {
    text.append("\n## Floors\n\n| against | query | floor | reached | |\n|---|---|--:|--:|---|\n");
    for (EngineSpec engine : settings.engines()) {
      if (!engine.floors().equals(Floors.NONE)) {
        for (Query query : summary.queries()) {
          row(text, engine, query.label(), floor(engine, query), summary.ratio(query, engine));
          if (engine == EngineSpec.NATIVE_FLINK) {
            row(
                text,
                engine,
                query.label() + ", net of start-up",
                NET_FLOOR,
                summary.netRatio(query, engine));
          }
        }
        row(text, engine, "**geometric mean**", engine.floors().mean(), summary.meanRatio(engine));
      }
    }
  }

  private static double floor(EngineSpec engine, Query query) {
    if (engine == EngineSpec.NATIVE_FLINK && OWN_WORK.contains(query)) {
      return OWN_WORK_FLOOR;
    }
    return query.shuffles() ? engine.floors().shuffled() : engine.floors().unshuffled();
  }

  private static void row(
      StringBuilder text, EngineSpec engine, String what, double floor, OptionalDouble reached) {
    if (floor > 0 && reached.isPresent()) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.1f | %.2f | %s |%n",
              engine.title(),
              what,
              floor,
              reached.getAsDouble(),
              reached.getAsDouble() >= floor ? "met" : "**not met**"));
    }
  }
}
