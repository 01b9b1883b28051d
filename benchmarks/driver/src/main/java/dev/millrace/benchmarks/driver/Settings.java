/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.workload.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the command line asks for.
 *
 * @param commandLine the arguments, as they were given
 * @param queries in the order in which they are run
 * @param engines in the order in which they take turns
 * @param repetitions how often each engine is measured per query
 * @param warmUps how often each engine runs a query before it is measured
 * @param scale what the number of elements is multiplied with
 * @param directElements how many elements DirectRunner gets at most for a query that groups
 * @param directUngrouped how many it gets at most for others, which take it less
 * @param heap the heap of each engine's JVM, as {@code -Xmx} takes it
 * @param sharedJvm whether an engine's JVM stays for all queries, to save time
 * @param timeout how long a run may take, or what is next told of a job of large state
 * @param checkpointMillis how often engines that take checkpoints do so; 0 where none does. Where
 *     they do, Flink runs all queries as streams: it takes no checkpoints in batch
 * @param state what jobs of large state are like
 * @param add whether to add to what the results hold of other queries, of a run with the same
 *     options
 * @param classPaths the directory of the engines' class paths
 * @param results the directory to write to
 */
record Settings(
    String commandLine,
    List<Query> queries,
    List<EngineSpec> engines,
    int repetitions,
    int warmUps,
    double scale,
    long directElements,
    long directUngrouped,
    String heap,
    boolean sharedJvm,
    Duration timeout,
    long checkpointMillis,
    StateSettings state,
    boolean add,
    Path classPaths,
    Path results) {

  /**
   * The settings of arguments of the form {@code --name=value}.
   *
   * @throws IllegalArgumentException if an argument is unknown or has no such form
   */
  static Settings parse(Command command, List<String> args, Path classPaths, Path results) {
    Map<String, String> values = new HashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0) {
        throw new IllegalArgumentException("not of the form --name=value: " + arg);
      }
      values.put(arg.substring(2, equals), arg.substring(equals + 1));
    }
    Settings settings =
        new Settings(
            (command.label() + " " + String.join(" ", args)).strip(),
            queries(command, values.remove("queries")),
            engines(command, values.remove("engines")),
            Integer.parseInt(take(values, "repetitions", String.valueOf(command.repetitions()))),
            Integer.parseInt(take(values, "warm-ups", String.valueOf(command.warmUps()))),
            Double.parseDouble(take(values, "scale", command == Command.CHECKPOINTS ? "8" : "1")),
            Long.parseLong(take(values, "direct-elements", "2000")),
            Long.parseLong(take(values, "direct-ungrouped", "10000000")),
            take(values, "heap", command.heap()),
            Boolean.parseBoolean(take(values, "shared-jvm", "false")),
            Duration.ofSeconds(
                Long.parseLong(
                    take(values, "timeout", command == Command.LARGE_STATE ? "3600" : "600"))),
            command.interval() == 0
                ? 0
                : Long.parseLong(take(values, "interval", String.valueOf(command.interval()))),
            StateSettings.parse(command, values),
            Boolean.parseBoolean(take(values, "add", "false")),
            classPaths,
            Path.of(take(values, "results", results.toString())));
    if (!values.isEmpty()) {
      throw new IllegalArgumentException("unknown: " + values.keySet());
    }
    return settings;
  }

  static String take(Map<String, String> values, String name, String otherwise) {
    String value = values.remove(name);
    return value == null ? otherwise : value;
  }

  private static List<Query> queries(Command command, String labels) {
    if (labels == null) {
      return command.queries();
    }
    Stream<Query> queries = Arrays.stream(labels.split(",", -1)).map(Query::labelled);
    // What DirectRunner takes is scaled up net of the empty pipeline, and throughput told net of
    // it.
    return command == Command.THROUGHPUT || command == Command.NEXMARK
        ? Stream.concat(Stream.of(Query.EMPTY), queries).distinct().toList()
        : queries.toList();
  }

  private static List<EngineSpec> engines(Command command, String labels) {
    if (labels == null) {
      return command.engines();
    }
    return Arrays.stream(labels.split(",", -1))
        .map(
            label ->
                EngineSpec.labelled(label)
                    .orElseThrow(() -> new IllegalArgumentException("no engine is named " + label)))
        .toList();
  }

  /** The same with other queries. */
  Settings withQueries(List<Query> others) {
    return new Settings(
        commandLine,
        others,
        engines,
        repetitions,
        warmUps,
        scale,
        directElements,
        directUngrouped,
        heap,
        sharedJvm,
        timeout,
        checkpointMillis,
        state,
        add,
        classPaths,
        results);
  }

  /** How many elements an engine gets for a query. */
  long elements(EngineSpec engine, Query query) {
    if (query == Query.EMPTY || query == Query.HUNDRED_PARDOS) {
      return query.elements();
    }
    long elements = Math.max(1, Math.round(query.elements() * scale));
    if (engine != EngineSpec.DIRECT_RUNNER) {
      return elements;
    }
    return Math.min(elements, query.groups() ? directElements : directUngrouped);
  }
}
