package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Checksum;
import dev.millrace.benchmarks.workload.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures all engines on all queries. Every query has new JVMs, one per engine, that stay for its
 * warm-ups and repetitions, unless all queries share them; the engines take turns, so that what
 * else the machine does meets all.
 */
final class Campaign {
  private final Settings settings;
  private final List<Sample> samples = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  Campaign(Settings settings) {
    this.settings = settings;
  }

  void run() throws IOException {
    if (settings.sharedJvm()) {
      try (Crew crew = Crew.start(settings)) {
        for (Query query : settings.queries()) {
          run(query, crew);
        }
      }
    } else {
      for (Query query : settings.queries()) {
        try (Crew crew = Crew.start(settings)) {
          run(query, crew);
        }
      }
    }
  }

  private void run(Query query, Crew crew) {
    Reference reference = new Reference(query, crew.reference());
    List<EngineSpec> running = new ArrayList<>(settings.engines());
    for (int i = 1 - settings.warmUps(); i <= settings.repetitions(); i++) {
      int repetition = i;
      running.removeIf(
          engine -> !measure(query, engine, crew.worker(engine), repetition, reference));
    }
  }

  /** Whether there is a point in further repetitions. */
  private boolean measure(
      Query query, EngineSpec engine, WorkerProcess worker, int repetition, Reference reference) {
    long elements = settings.elements(engine, query);
    WorkerProcess.Outcome outcome = worker.run(query, elements);
    Measurement measurement = outcome.measurement();
    if (measurement == null) {
      if (outcome.failure() != null) {
        fail(query, engine, outcome.failure());
      }
      return false;
    }
    Progress.print(query, engine, elements, repetition, measurement);
    if (!measurement.result().equals(engine.result()) || !measurement.witnessed()) {
      fail(query, engine, "it was not this engine that ran, but " + measurement.result());
      return false;
    }
    Checksum expected = reference.checksum(elements);
    if (!measurement.checksum().equals(expected)) {
      fail(query, engine, "gave " + measurement.checksum() + ", not " + expected);
      return false;
    }
    if (repetition > 0) {
      samples.add(new Sample(query, engine, elements, repetition, measurement));
    }
    return true;
  }

  private void fail(Query query, EngineSpec engine, String why) {
    String failure = query.label() + " on " + engine.title() + ": " + why;
    failures.add(failure);
    System.out.println("FAILED " + failure);
  }

  /** The runs that ended well, in the order of measuring. */
  List<Sample> samples() {
    return samples;
  }

  /** What went wrong, a line each. */
  List<String> failures() {
    return failures;
  }

  /** What comes out of a query, by plain loops on one thread. */
  private static final class Reference {
    private final Query query;
    private final WorkerProcess loops;
    private final Map<Long, Checksum> checksums = new HashMap<>();

    Reference(Query query, WorkerProcess loops) {
      this.query = query;
      this.loops = loops;
    }

    Checksum checksum(long elements) {
      return checksums.computeIfAbsent(
          elements,
          n -> {
            WorkerProcess.Outcome outcome = loops.run(query, n);
            if (outcome.measurement() == null) {
              throw new IllegalStateException("no reference: " + outcome.failure());
            }
            return outcome.measurement().checksum();
          });
    }
  }
}
