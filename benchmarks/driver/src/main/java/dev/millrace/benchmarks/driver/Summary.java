/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Query;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/** Medians of samples. */
final class Summary {
  private final Settings settings;
  private final List<Sample> samples;

  Summary(Settings settings, List<Sample> samples) {
    this.settings = settings;
    this.samples = samples;
  }

  /**
   * The median of a figure; empty if there is no sample. Of a run on fewer elements than others
   * have, what the empty pipeline does not take as well is scaled up.
   */
  OptionalDouble scaled(Query query, EngineSpec engine, ToLongFunction<Measurement> figure) {
    OptionalDouble measured = median(query, engine, figure);
    double factor = factor(query, engine);
    if (measured.isEmpty() || factor == 1) {
      return measured;
    }
    double fixed = Math.min(measured.getAsDouble(), median(Query.EMPTY, engine, figure).orElse(0));
    return OptionalDouble.of(fixed + (measured.getAsDouble() - fixed) * factor);
  }

  /** The median of a figure net of what the empty pipeline takes; empty unless that is less. */
  OptionalDouble net(Query query, EngineSpec engine, ToLongFunction<Measurement> figure) {
    OptionalDouble gross = scaled(query, engine, figure);
    OptionalDouble fixed = median(Query.EMPTY, engine, figure);
    return gross.isEmpty() || fixed.isEmpty() || gross.getAsDouble() <= fixed.getAsDouble()
        ? OptionalDouble.empty()
        : OptionalDouble.of(gross.getAsDouble() - fixed.getAsDouble());
  }

  /** The median of a figure as it was measured; empty if there is no sample. */
  OptionalDouble median(Query query, EngineSpec engine, ToLongFunction<Measurement> figure) {
    return median(
        samples.stream()
            .filter(sample -> sample.query() == query && sample.engine() == engine)
            .mapToLong(sample -> figure.applyAsLong(sample.measurement())));
  }

  /** The median; empty if there is no value. */
  static OptionalDouble median(LongStream values) {
    long[] sorted = values.sorted().toArray();
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1
            ? sorted[middle]
            : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow());
  }

  /** How many times as many elements others have. */
  double factor(Query query, EngineSpec engine) {
    return (double) settings.elements(EngineSpec.MILLRACE, query)
        / settings.elements(engine, query);
  }

  /** How many times as long as Millrace an engine takes; empty unless both were measured. */
  OptionalDouble ratio(Query query, EngineSpec engine) {
    return ratio(query, engine, EngineSpec.MILLRACE);
  }

  /** How many times as long as {@code other} an engine takes; empty unless both were measured. */
  OptionalDouble ratio(Query query, EngineSpec engine, EngineSpec other) {
    return divide(
        scaled(query, engine, Measurement::wallNanos),
        scaled(query, other, Measurement::wallNanos));
  }

  /** The same, each net of its empty pipeline. */
  OptionalDouble netRatio(Query query, EngineSpec engine) {
    return divide(
        net(query, engine, Measurement::wallNanos),
        net(query, EngineSpec.MILLRACE, Measurement::wallNanos));
  }

  private static OptionalDouble divide(OptionalDouble dividend, OptionalDouble divisor) {
    return dividend.isEmpty() || divisor.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble());
  }

  /** The geometric mean of the ratios of all queries but the empty one; empty if there is none. */
  OptionalDouble meanRatio(EngineSpec engine) {
    return meanRatio(engine, EngineSpec.MILLRACE);
  }

  /** The same of the ratios to {@code other}. */
  OptionalDouble meanRatio(EngineSpec engine, EngineSpec other) {
    return queries().stream()
        .map(query -> ratio(query, engine, other))
        .filter(OptionalDouble::isPresent)
        .mapToDouble(ratio -> Math.log(ratio.getAsDouble()))
        .average()
        .stream()
        .map(Math::exp)
        .findFirst();
  }

  /** The queries that were asked for, without the empty one. */
  List<Query> queries() {
    return settings.queries().stream().filter(query -> query != Query.EMPTY).toList();
  }
}
