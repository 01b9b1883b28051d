/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Checksum;
import dev.millrace.benchmarks.workload.Query;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How small a heap each query can do with: the least of a few sizes in which a new JVM gives the
 * right output, in at most twice the time that it takes with the largest and a few seconds more.
 */
final class HeapSearch {
  private static final List<Integer> MEGABYTES =
      List.of(32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048);
  private static final int LARGEST = MEGABYTES.size() - 1;
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Settings settings;
  private final List<String> failures = new ArrayList<>();
  private final Table table =
      new Table(
          "The least heap",
          List.of(
              "query and engine",
              "elements",
              "heap, MB",
              "wall seconds in it",
              "wall seconds in " + MEGABYTES.get(LARGEST) + " MB",
              "peak resident in it, MB"));

  HeapSearch(Settings settings) {
    this.settings = settings;
  }

  void run() throws IOException {
    for (Query query : settings.queries()) {
      Checksum expected = expected(query);
      for (EngineSpec engine : settings.engines()) {
        Optional<Measurement> largest =
            attempt(query, engine, LARGEST, settings.timeout(), expected);
        if (largest.isEmpty()) {
          failures.add(query.label() + " on " + engine.title() + ", even in the largest heap");
        } else {
          search(query, engine, largest.get(), expected);
        }
      }
    }
  }

  private void search(Query query, EngineSpec engine, Measurement largest, Checksum expected)
      throws IOException {
    Duration limit = Duration.ofNanos(2 * largest.wallNanos()).plus(GRACE);
    Measurement best = largest;
    int enough = LARGEST;
    int scarce = -1;
    while (enough - scarce > 1) {
      int middle = (enough + scarce) / 2;
      Optional<Measurement> measurement = attempt(query, engine, middle, limit, expected);
      if (measurement.isPresent()) {
        enough = middle;
        best = measurement.get();
      } else {
        scarce = middle;
      }
    }
    table.row(
        query.label() + ", " + engine.title(),
        Table.cell(settings.elements(engine, query)),
        Table.cell(MEGABYTES.get(enough)),
        seconds(best),
        seconds(largest),
        Table.cell(best.residentBytes() >> 20));
  }

  private Checksum expected(Query query) throws IOException {
    try (WorkerProcess loops =
        WorkerProcess.start(EngineSpec.JAVA_1, settings, Crew.REFERENCE_HEAP)) {
      WorkerProcess.Outcome outcome =
          loops.run(query, settings.elements(EngineSpec.JAVA_1, query), settings.timeout());
      if (outcome.measurement() == null) {
        throw new IllegalStateException("no reference: " + outcome.failure());
      }
      return outcome.measurement().checksum();
    }
  }

  private Optional<Measurement> attempt(
      Query query, EngineSpec engine, int size, Duration limit, Checksum expected)
      throws IOException {
    long elements = settings.elements(engine, query);
    try (WorkerProcess worker = WorkerProcess.start(engine, settings, MEGABYTES.get(size) + "m")) {
      Measurement measurement = worker.run(query, elements, limit).measurement();
      boolean enough = measurement != null && measurement.checksum().equals(expected);
      System.out.println(
          String.format(
              Locale.ROOT,
              "%-16s %-16s %10d elements  heap %5d MB  %s",
              query.label(),
              engine.title(),
              elements,
              MEGABYTES.get(size),
              enough ? seconds(measurement) + " s" : "not enough"));
      return enough ? Optional.of(measurement) : Optional.empty();
    }
  }

  private static String seconds(Measurement measurement) {
    return String.format(Locale.ROOT, "%.2f", measurement.wallNanos() / 1e9);
  }

  /** What was found, as a report. */
  String report() {
    return Preamble.of("Heap that a query needs", settings)
        + """

        The least `-Xmx` of %s MB, found by bisection, in which a new JVM gives the right output in \
        at most twice the time that it takes with the largest, and %d seconds more. Memory outside \
        of the heap has a bound of 1 GB; the peak of resident memory tells of it. One run each.
        """
            .formatted(MEGABYTES, GRACE.toSeconds())
        + table
        + Reports.lines(failures);
  }

  /** What fails even with the largest heap, a line each. */
  List<String> failures() {
    return failures;
  }
}
