/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

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
  /** The repetition of runs that only show that engines agree. */
  private static final int CHECK = Integer.MIN_VALUE;

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
    Reference reference = query.isNexmark() ? new Agreement() : new Loops(query, crew.reference());
    List<EngineSpec> running = new ArrayList<>(settings.engines());
    if (query.isNexmark() && running.contains(EngineSpec.DIRECT_RUNNER)) {
      long few = settings.elements(EngineSpec.DIRECT_RUNNER, query);
      running.removeIf(engine -> !measure(query, engine, few, crew, CHECK, reference));
    }
    for (int i = 1 - settings.warmUps(); i <= settings.repetitions(); i++) {
      int repetition = i;
      running.removeIf(
          engine ->
              !measure(
                  query, engine, settings.elements(engine, query), crew, repetition, reference));
    }
  }

  /** Whether there is a point in further repetitions. */
  private boolean measure(
      Query query,
      EngineSpec engine,
      long elements,
      Crew crew,
      int repetition,
      Reference reference) {
    WorkerProcess.Outcome outcome = crew.worker(engine).run(query, elements);
    Measurement measurement = outcome.measurement();
    if (measurement == null) {
      if (outcome.failure() != null) {
        fail(query, engine, outcome.failure());
      }
      return false;
    }
    Progress.print(query, engine, elements, repetition, measurement);
    // A sink that receives nothing is not set up by every engine.
    boolean proven = measurement.witnessed() || measurement.checksum().elements() == 0;
    if (!measurement.result().equals(engine.result()) || !proven) {
      fail(query, engine, "it was not this engine that ran, but " + measurement.result());
      return false;
    }
    Checksum expected = reference.checksum(elements, measurement.checksum());
    if (query.isDeterministic() && !measurement.checksum().equals(expected)) {
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

  /** What should come out of a query. */
  private interface Reference {
    /**
     * The checksum of a number of elements.
     *
     * @param given what an engine has just given
     */
    Checksum checksum(long elements, Checksum given);
  }

  /** What comes out by plain loops on one thread. */
  private static final class Loops implements Reference {
    private final Query query;
    private final WorkerProcess loops;
    private final Map<Long, Checksum> checksums = new HashMap<>();

    Loops(Query query, WorkerProcess loops) {
      this.query = query;
      this.loops = loops;
    }

    @Override
    public Checksum checksum(long elements, Checksum given) {
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

  /** What came out of the first engine. */
  private static final class Agreement implements Reference {
    private final Map<Long, Checksum> checksums = new HashMap<>();

    @Override
    public Checksum checksum(long elements, Checksum given) {
      return checksums.computeIfAbsent(elements, n -> given);
    }
  }
}
