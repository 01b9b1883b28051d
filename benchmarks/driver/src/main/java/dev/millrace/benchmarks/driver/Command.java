/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.workload.Query;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What can be measured, and what it is measured with unless the command line says otherwise. */
enum Command {
  /** All engines on all queries. */
  THROUGHPUT(Query.ofThroughput(), EngineSpec.ofThroughput(), 3, 1, "4g"),
  /** Beam's runners on Beam's own Nexmark. */
  NEXMARK(
      Stream.concat(Stream.of(Query.EMPTY), Query.ofNexmark().stream()).toList(),
      List.of(
          EngineSpec.MILLRACE,
          EngineSpec.DIRECT_RUNNER,
          EngineSpec.FLINK_RUNNER,
          EngineSpec.SPARK_RUNNER),
      2,
      2,
      "4g"),
  /** A cold JVM to the end of the empty pipeline; a hundred transforms in a warm one. */
  START_UP(
      List.of(Query.HUNDRED_PARDOS),
      List.of(
          EngineSpec.MILLRACE,
          EngineSpec.DIRECT_RUNNER,
          EngineSpec.FLINK_RUNNER,
          EngineSpec.SPARK_RUNNER,
          EngineSpec.NATIVE_FLINK),
      5,
      10,
      "4g"),
  /** How long elements of a stream are on their way, while there is time enough for all. */
  LATENCY(
      List.of(Query.LATENCY),
      List.of(EngineSpec.MILLRACE, EngineSpec.FLINK_RUNNER, EngineSpec.NATIVE_FLINK),
      1,
      0,
      "4g"),
  /** What fits into a small heap. */
  MEMORY(
      List.of(Query.WORD_COUNT_GIGABYTE, Query.GROUP_TEN_MILLION_KEYS),
      List.of(EngineSpec.MILLRACE, EngineSpec.NATIVE_FLINK),
      1,
      0,
      "1g"),
  /** What grouping and state cost while checkpoints are taken, beside what they cost without. */
  CHECKPOINTS(
      List.of(
          Query.WORD_COUNT,
          Query.GROUP_FEW_KEYS,
          Query.GROUP_MANY_KEYS,
          Query.FIXED_WINDOWS,
          Query.SLIDING_WINDOWS,
          Query.SESSIONS,
          Query.STATEFUL,
          Query.CO_GROUP,
          Query.UNBOUNDED),
      List.of(
          EngineSpec.MILLRACE,
          EngineSpec.MILLRACE_CHECKPOINTS,
          EngineSpec.MILLRACE_ROCKSDB,
          EngineSpec.NATIVE_FLINK,
          EngineSpec.NATIVE_FLINK_HASH_MAP,
          EngineSpec.NATIVE_FLINK_ROCKSDB),
      3,
      1,
      "4g"),
  /** How long tasks stand still for a checkpoint of large state, and what it writes. */
  PAUSES(List.of(), EngineSpec.ofState(), 1, 0, "6g"),
  /** How soon a job with large state goes on after its process was killed. */
  RECOVERY(List.of(), EngineSpec.ofState(), 3, 0, "6g"),
  /** State that is larger than the heap. */
  LARGE_STATE(
      List.of(), List.of(EngineSpec.MILLRACE_ROCKSDB, EngineSpec.NATIVE_FLINK_ROCKSDB), 1, 0, "1g"),
  /** How small a heap each query can do with. */
  LEAST_HEAP(
      Query.ofThroughput(), List.of(EngineSpec.MILLRACE, EngineSpec.NATIVE_FLINK), 1, 0, "2048m");

  private final List<Query> queries;
  private final List<EngineSpec> engines;
  private final int repetitions;
  private final int warmUps;
  private final String heap;

  Command(
      List<Query> queries, List<EngineSpec> engines, int repetitions, int warmUps, String heap) {
    this.queries = queries;
    this.engines = engines;
    this.repetitions = repetitions;
    this.warmUps = warmUps;
    this.heap = heap;
  }

  List<Query> queries() {
    return queries;
  }

  List<EngineSpec> engines() {
    return engines;
  }

  int repetitions() {
    return repetitions;
  }

  int warmUps() {
    return warmUps;
  }

  String heap() {
    return heap;
  }

  /** How often checkpoints are taken, in milliseconds; 0 if none are. */
  long interval() {
    return switch (this) {
      case CHECKPOINTS -> 1_000;
      case PAUSES, RECOVERY -> 10_000;
      case LARGE_STATE -> 30_000;
      default -> 0;
    };
  }

  /** Whether it runs a job of large state, not queries. */
  boolean isOfState() {
    return this == PAUSES || this == RECOVERY || this == LARGE_STATE;
  }

  /** Its name on the command line, and of the files that it writes. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The command with a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Command labelled(String label) {
    for (Command command : values()) {
      if (command.label().equals(label)) {
        return command;
      }
    }
    throw new IllegalArgumentException("no command is named " + label);
  }
}
