/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The engines: how each is started, and how it is known that it was this one that ran. */
enum EngineSpec {
  MILLRACE(
      "millrace",
      "Millrace",
      "millrace",
      "dev.millrace.runner.MillracePipelineResult",
      "dev.millrace.execution.",
      Floors.NONE),
  DIRECT_RUNNER(
      "direct-runner",
      "DirectRunner",
      "direct-runner",
      "org.apache.beam.runners.direct.DirectRunner$DirectPipelineResult",
      "org.apache.beam.runners.direct.",
      new Floors(15, 15, 50)),
  FLINK_RUNNER(
      "flink-runner",
      "FlinkRunner",
      "flink-runner",
      "org.apache.beam.runners.flink.FlinkRunnerResult",
      "org.apache.flink.",
      new Floors(4, 4, 15)),
  SPARK_RUNNER(
      "spark-runner",
      "SparkRunner",
      "spark-runner",
      "org.apache.beam.runners.spark.SparkPipelineResult$BatchMode",
      "org.apache.spark.",
      new Floors(2, 2, 6)),
  NATIVE_FLINK(
      "native-flink",
      "native Flink",
      "native-flink",
      "org.apache.flink.api.common.JobExecutionResult",
      "org.apache.flink.streaming.",
      new Floors(3, 2, 0)),
  MILLRACE_CHECKPOINTS(
      "millrace-checkpoints",
      "Millrace with checkpoints",
      "millrace",
      MILLRACE.result,
      MILLRACE.witness,
      Floors.NONE),
  MILLRACE_ROCKSDB(
      "millrace-rocksdb",
      "Millrace with checkpoints, RocksDB",
      "millrace",
      MILLRACE.result,
      MILLRACE.witness,
      Floors.NONE),
  NATIVE_FLINK_HASH_MAP(
      "native-flink-hash-map",
      "native Flink with checkpoints, hash map",
      "native-flink",
      NATIVE_FLINK.result,
      NATIVE_FLINK.witness,
      Floors.NONE),
  NATIVE_FLINK_ROCKSDB(
      "native-flink-rocksdb",
      "native Flink with checkpoints, RocksDB",
      "native-flink",
      NATIVE_FLINK.result,
      NATIVE_FLINK.witness,
      Floors.NONE),
  JAVA_1(
      "java-1",
      "Java, 1 thread",
      "loops",
      "dev.millrace.benchmarks.loops.LoopsEngine",
      "dev.millrace.benchmarks.loops.",
      Floors.NONE),
  JAVA_2(
      "java-2",
      "Java, 2 threads",
      "loops",
      "dev.millrace.benchmarks.loops.LoopsEngine",
      "dev.millrace.benchmarks.loops.",
      Floors.NONE);

  /** What Spark's own scripts pass to a JVM from 17 on, and Flink's for the most part. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/sun.nio.ch",
          "java.base/sun.nio.cs",
          "java.base/sun.security.action",
          "java.base/sun.util.calendar");

  private static final Set<EngineSpec> NEED_OPENED =
      EnumSet.of(
          FLINK_RUNNER, SPARK_RUNNER, NATIVE_FLINK, NATIVE_FLINK_HASH_MAP, NATIVE_FLINK_ROCKSDB);

  private static final Set<EngineSpec> TAKE_CHECKPOINTS =
      EnumSet.of(
          MILLRACE_CHECKPOINTS, MILLRACE_ROCKSDB, NATIVE_FLINK_HASH_MAP, NATIVE_FLINK_ROCKSDB);

  private final String label;
  private final String title;
  private final String classPath;
  private final String result;
  private final String witness;
  private final Floors floors;

  EngineSpec(
      String label, String title, String classPath, String result, String witness, Floors floors) {
    this.label = label;
    this.title = title;
    this.classPath = classPath;
    this.result = result;
    this.witness = witness;
    this.floors = floors;
  }

  /** Those whose throughput is compared: all that take no checkpoints. */
  static List<EngineSpec> ofThroughput() {
    return Arrays.stream(values()).filter(engine -> !engine.takesCheckpoints()).toList();
  }

  /** Those that take checkpoints, with state in the heap or in RocksDB. */
  static List<EngineSpec> ofState() {
    return List.of(
        MILLRACE_CHECKPOINTS, MILLRACE_ROCKSDB, NATIVE_FLINK_HASH_MAP, NATIVE_FLINK_ROCKSDB);
  }

  /** Whether it takes checkpoints meanwhile. */
  boolean takesCheckpoints() {
    return TAKE_CHECKPOINTS.contains(this);
  }

  /** The same without checkpoints. */
  EngineSpec without() {
    return classPath.equals(MILLRACE.classPath) ? MILLRACE : NATIVE_FLINK;
  }

  /** Its name on the command line and in the results. */
  String label() {
    return label;
  }

  /** Its name in tables. */
  String title() {
    return title;
  }

  /** The file of its class path. */
  String classPath() {
    return classPath;
  }

  /** The class that it must answer a run with. */
  String result() {
    return result;
  }

  /** The prefix of classes of which one must have called the sink. */
  String witness() {
    return witness;
  }

  /** How many times as long as Millrace it should take. */
  Floors floors() {
    return floors;
  }

  /** Options of its JVM: none, but for those that its own scripts pass. */
  List<String> jvmOptions() {
    return !NEED_OPENED.contains(this)
        ? List.of()
        : OPENED.stream().map(name -> "--add-opens=" + name + "=ALL-UNNAMED").toList();
  }

  static Optional<EngineSpec> labelled(String label) {
    for (EngineSpec engine : values()) {
      if (engine.label.equals(label)) {
        return Optional.of(engine);
      }
    }
    return Optional.empty();
  }
}
