package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.workload.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** How long it takes from the start of a JVM to the end of the empty pipeline in it. */
final class ColdStart {
  private final Settings settings;
  private final Map<EngineSpec, List<Long>> nanos = new EnumMap<>(EngineSpec.class);

  ColdStart(Settings settings) {
    this.settings = settings;
  }

  /** Measures; what fails is added to {@code failures}. */
  void run(List<String> failures) throws IOException {
    for (int i = 0; i < settings.repetitions(); i++) {
      for (EngineSpec engine : settings.engines()) {
        long start = System.nanoTime();
        try (WorkerProcess worker = WorkerProcess.start(engine, settings, settings.heap())) {
          WorkerProcess.Outcome outcome = worker.run(Query.EMPTY, Query.EMPTY.elements());
          long end = System.nanoTime();
          if (outcome.measurement() == null) {
            failures.add("start-up of " + engine.title() + ": " + outcome.failure());
          } else {
            nanos.computeIfAbsent(engine, e -> new ArrayList<>()).add(end - start);
          }
        }
      }
    }
  }

  /** The median in nanoseconds; empty if there is none. */
  OptionalDouble median(EngineSpec engine) {
    return Summary.median(
        nanos.getOrDefault(engine, List.of()).stream().mapToLong(Long::longValue));
  }
}
