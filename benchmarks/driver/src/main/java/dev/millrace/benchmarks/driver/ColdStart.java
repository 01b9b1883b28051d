/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.workload.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How long it takes from the start of a JVM to the end of the empty pipeline in it; also with an
 * archive of the classes that an earlier JVM has loaded, which is the JDK's own way to start
 * quicker.
 */
final class ColdStart {
  private final Settings settings;
  private final Map<EngineSpec, List<Long>> plain = new EnumMap<>(EngineSpec.class);
  private final Map<EngineSpec, List<Long>> archived = new EnumMap<>(EngineSpec.class);

  ColdStart(Settings settings) {
    this.settings = settings;
  }

  /** Measures; what fails is added to {@code failures}. */
  void run(List<String> failures) throws IOException {
    Path scratch = settings.classPaths().resolveSibling("cold");
    Jars jars = new Jars(Files.createDirectories(scratch.resolve("jars")));
    Map<EngineSpec, String> classPaths = new EnumMap<>(EngineSpec.class);
    Map<EngineSpec, List<String>> options = new EnumMap<>(EngineSpec.class);
    for (EngineSpec engine : settings.engines()) {
      String classPath = jars.only(EngineJvm.classPath(engine, settings));
      Path archive = scratch.resolve(engine.label() + ".jsa");
      classPaths.put(engine, classPath);
      options.put(engine, List.of("-XX:SharedArchiveFile=" + archive));
      nanos(engine, classPath, List.of("-XX:ArchiveClassesAtExit=" + archive), failures);
    }
    for (int i = 0; i < settings.repetitions(); i++) {
      for (EngineSpec engine : settings.engines()) {
        measure(engine, classPaths.get(engine), List.of(), plain, failures);
        measure(engine, classPaths.get(engine), options.get(engine), archived, failures);
      }
    }
  }

  private void measure(
      EngineSpec engine,
      String classPath,
      List<String> jvmOptions,
      Map<EngineSpec, List<Long>> times,
      List<String> failures)
      throws IOException {
    long nanos = nanos(engine, classPath, jvmOptions, failures);
    times.computeIfAbsent(engine, e -> new ArrayList<>()).add(nanos);
  }

  private long nanos(
      EngineSpec engine, String classPath, List<String> jvmOptions, List<String> failures)
      throws IOException {
    long start = System.nanoTime();
    try (WorkerProcess worker = WorkerProcess.startCold(engine, settings, classPath, jvmOptions)) {
      WorkerProcess.Outcome outcome = worker.run(Query.EMPTY, Query.EMPTY.elements());
      if (outcome.measurement() == null) {
        failures.add("start-up of " + engine.title() + ": " + outcome.failure());
      }
      return System.nanoTime() - start;
    }
  }

  /** The median in nanoseconds, without an archive; empty if there is none. */
  OptionalDouble median(EngineSpec engine) {
    return median(plain, engine);
  }

  /** The median in nanoseconds with an archive; empty if there is none. */
  OptionalDouble archivedMedian(EngineSpec engine) {
    return median(archived, engine);
  }

  private static OptionalDouble median(Map<EngineSpec, List<Long>> times, EngineSpec engine) {
    return Summary.median(
        times.getOrDefault(engine, List.of()).stream().mapToLong(Long::longValue));
  }
}
