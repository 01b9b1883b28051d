/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import com.google.auto.service.AutoService;
import dev.millrace.benchmarks.worker.Engine;
import dev.millrace.benchmarks.worker.PreparedRun;
import dev.millrace.benchmarks.worker.Scratch;
import dev.millrace.benchmarks.workload.Query;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink in this JVM, with object reuse. */
@AutoService(Engine.class)
public final class FlinkEngine implements Engine {
  private static final int PARALLELISM = 2;

  /** What Flink does faster by sorting, in batch, than by state of each of so many keys. */
  private static final Set<Query> SORTED =
      EnumSet.of(Query.GROUP_MANY_KEYS, Query.GROUP_TEN_MILLION_KEYS, Query.CO_GROUP);

  /** The state back ends of those that take checkpoints. */
  private static final Map<String, String> BACKENDS =
      Map.of("native-flink-hash-map", "hashmap", "native-flink-rocksdb", "rocksdb");

  @Override
  public boolean isNamed(String name) {
    return name.equals("native-flink") || BACKENDS.containsKey(name);
  }

  @Override
  public Optional<PreparedRun> prepare(String engine, Query query, long elements, long run) {
    if (query.isNexmark()) {
      return Optional.empty();
    }
    long checkpointMillis = Long.getLong(CHECKPOINT_MILLIS);
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration(engine));
    flink.getConfig().enableObjectReuse();
    if (BACKENDS.containsKey(engine)) {
      flink.enableCheckpointing(checkpointMillis);
    }
    if (SORTED.contains(query) && checkpointMillis == 0) {
      flink.setRuntimeMode(RuntimeExecutionMode.BATCH);
    }
    if (query == Query.LATENCY) {
      // As Flink advises where latency is all: nothing waits for a buffer to fill.
      flink.setBufferTimeout(0);
    }
    build(new Sources(flink), query, elements, run);
    return Optional.of(() -> flink.execute(query.label()).getClass().getName());
  }

  private static Configuration configuration(String engine) {
    Configuration configuration = new Configuration();
    String backend = BACKENDS.get(engine);
    if (backend != null) {
      configuration.set(StateBackendOptions.STATE_BACKEND, backend);
      configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
      configuration.set(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY, Scratch.directory().toUri().toString());
    }
    return configuration;
  }

  private static void build(Sources sources, Query query, long elements, long run) {
    ElementJobs each = new ElementJobs(sources, elements, run);
    GroupingJobs grouping = new GroupingJobs(sources, query, elements, run);
    switch (query) {
      case EMPTY -> each.numbers();
      case IDENTITY -> each.identity();
      case SAMPLE -> each.sample();
      case PROJECTION -> each.projection();
      case GREP -> each.grep();
      case TEN_PARDOS -> each.additions(10);
      case HUNDRED_PARDOS -> each.additions(100);
      case LATENCY -> each.paced();
      case RESHUFFLE -> each.reshuffle();
      case SIDE_INPUT -> each.lookUp();
      case WORD_COUNT, WORD_COUNT_GIGABYTE -> grouping.countWords();
      case GROUP_FEW_KEYS, GROUP_MANY_KEYS, GROUP_TEN_MILLION_KEYS -> grouping.group();
      case FIXED_WINDOWS -> grouping.fixedWindows();
      case SLIDING_WINDOWS -> grouping.slidingWindows();
      case SESSIONS -> grouping.sessions();
      case STATEFUL -> grouping.foldInState();
      case CO_GROUP -> grouping.join();
      case UNBOUNDED -> grouping.countStream();
      default -> throw new IllegalArgumentException("no job answers " + query);
    }
  }
}
