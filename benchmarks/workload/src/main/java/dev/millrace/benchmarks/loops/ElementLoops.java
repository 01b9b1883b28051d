/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.loops;

import dev.millrace.benchmarks.workload.Data;
import dev.millrace.benchmarks.workload.Functions;
import dev.millrace.benchmarks.workload.Hash;
import dev.millrace.benchmarks.workload.Query;
import dev.millrace.benchmarks.workload.Sinks;
import dev.millrace.benchmarks.workload.Tally;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** The queries that handle each element by itself. */
final class ElementLoops {
  private final Parallel parallel;
  private final long elements;
  private final long run;

  ElementLoops(Parallel parallel, long elements, long run) {
    this.parallel = parallel;
    this.elements = elements;
    this.run = run;
  }

  void numbers() throws InterruptedException, ExecutionException {
    forEach((i, tally) -> tally.add(Hash.mix(i)));
  }

  void identity() throws InterruptedException, ExecutionException {
    forEach((i, tally) -> tally.add(Hash.of(Data.logLine(i))));
  }

  void sample() throws InterruptedException, ExecutionException {
    forEach(
        (i, tally) -> {
          String line = Data.logLine(i);
          if (Functions.isSampled(line)) {
            tally.add(Hash.of(line));
          }
        });
  }

  void projection() throws InterruptedException, ExecutionException {
    forEach((i, tally) -> tally.add(Hash.of(Functions.project(Data.logLine(i)))));
  }

  void grep() throws InterruptedException, ExecutionException {
    forEach(
        (i, tally) -> {
          String line = Data.logLine(i);
          if (Functions.matches(line)) {
            tally.add(Hash.of(line));
          }
        });
  }

  void ones() throws InterruptedException, ExecutionException {
    forEach((i, tally) -> tally.add(1));
  }

  void additions(int steps) throws InterruptedException, ExecutionException {
    forEach(
        (i, tally) -> {
          long value = i;
          for (int step = 1; step <= steps; step++) {
            value += step;
          }
          tally.add(Hash.mix(value));
        });
  }

  void lookUp() throws InterruptedException, ExecutionException {
    long keys = Query.SIDE_INPUT.keys(elements);
    Map<Long, Long> weights = new HashMap<>();
    for (long key = 0; key < keys; key++) {
      weights.put(key, Data.weight(key));
    }
    forEach(
        (i, tally) -> {
          long key = Data.key(i, keys);
          tally.add(Hash.of(key, Data.value(i) * weights.get(key)));
        });
  }

  private void forEach(Step step) throws InterruptedException, ExecutionException {
    parallel.run(
        elements,
        (from, to) -> {
          Sinks.witness();
          Tally tally = new Tally();
          for (long i = from; i < to; i++) {
            step.handle(i, tally);
          }
          tally.flush(run);
          return tally;
        });
  }

  private interface Step {
    void handle(long index, Tally tally);
  }
}
