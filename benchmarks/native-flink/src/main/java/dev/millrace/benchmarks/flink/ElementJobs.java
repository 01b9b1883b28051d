/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.workload.Data;
import dev.millrace.benchmarks.workload.Functions;
import dev.millrace.benchmarks.workload.Hash;
import dev.millrace.benchmarks.workload.Pace;
import dev.millrace.benchmarks.workload.Query;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The queries that handle each element by itself. */
final class ElementJobs {
  private final Sources sources;
  private final long elements;
  private final long run;

  ElementJobs(Sources sources, long elements, long run) {
    this.sources = sources;
    this.elements = elements;
    this.run = run;
  }

  void numbers() {
    sinkNumbers(readNumbers());
  }

  void reshuffle() {
    sinkNumbers(readNumbers().rebalance());
  }

  void identity() {
    sinkLines(readLines().map(line -> line));
  }

  void sample() {
    sinkLines(readLines().filter(Functions::isSampled));
  }

  void projection() {
    sinkLines(readLines().map(Functions::project));
  }

  void grep() {
    sinkLines(readLines().filter(Functions::matches));
  }

  void additions(int steps) {
    DataStream<Long> numbers = readNumbers();
    for (int step = 1; step <= steps; step++) {
      long summand = step;
      numbers = numbers.map(number -> number + summand);
    }
    sinkNumbers(numbers);
  }

  void lookUp() {
    long keys = Query.SIDE_INPUT.keys(elements);
    sources
        .untimed(
            elements,
            i -> Tuple2.of(Data.key(i, keys), Data.value(i)),
            Types.TUPLE(Types.LONG, Types.LONG))
        .map(new WeighFunction(keys))
        .addSink(new ChecksumSink<>(run, pair -> Hash.of(pair.f0, pair.f1)));
  }

  void paced() {
    sources
        .paced(elements, run)
        .rebalance()
        .map(element -> element)
        .rebalance()
        .map(
            element -> {
              Pace.arrived(element);
              return element;
            })
        .addSink(new ChecksumSink<>(run, element -> 1));
  }

  private DataStream<String> readLines() {
    return sources.untimed(elements, Data::logLine, Types.STRING);
  }

  private DataStream<Long> readNumbers() {
    return sources.untimed(elements, i -> i, Types.LONG);
  }

  private void sinkLines(DataStream<String> lines) {
    lines.addSink(new ChecksumSink<>(run, Hash::of));
  }

  private void sinkNumbers(DataStream<Long> numbers) {
    numbers.addSink(new ChecksumSink<>(run, Hash::mix));
  }

  /** Looks up weights in a map that it fills when it opens. */
  private static final class WeighFunction
      extends RichMapFunction<Tuple2<Long, Long>, Tuple2<Long, Long>> {
    private static final long serialVersionUID = 1L;

    private final long keys;
    private transient Map<Long, Long> weights;

    WeighFunction(long keys) {
      this.keys = keys;
    }

    @Override
    public void open(OpenContext context) {
      weights = new HashMap<>();
      for (long key = 0; key < keys; key++) {
        weights.put(key, Data.weight(key));
      }
    }

    @Override
    public Tuple2<Long, Long> map(Tuple2<Long, Long> pair) {
      return Tuple2.of(pair.f0, pair.f1 * weights.get(pair.f0));
    }
  }
}
