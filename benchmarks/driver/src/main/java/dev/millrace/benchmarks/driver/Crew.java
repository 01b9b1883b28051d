/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** A JVM for each engine, and one for the loops that say what is right. */
final class Crew implements AutoCloseable {
  /** What the loops need for any query. */
  static final String REFERENCE_HEAP = "6g";

  private final Map<EngineSpec, WorkerProcess> workers = new EnumMap<>(EngineSpec.class);
  private final WorkerProcess reference;

  private Crew(WorkerProcess reference) {
    this.reference = reference;
  }

  static Crew start(Settings settings) throws IOException {
    Crew crew = new Crew(WorkerProcess.start(EngineSpec.JAVA_1, settings, REFERENCE_HEAP));
    for (EngineSpec engine : settings.engines()) {
      crew.workers.put(engine, WorkerProcess.start(engine, settings, settings.heap()));
    }
    return crew;
  }

  WorkerProcess worker(EngineSpec engine) {
    return workers.get(engine);
  }

  WorkerProcess reference() {
    return reference;
  }

  /** Ends the JVMs. */
  @Override
  public void close() {
    workers.values().forEach(WorkerProcess::close);
    reference.close();
  }
}
