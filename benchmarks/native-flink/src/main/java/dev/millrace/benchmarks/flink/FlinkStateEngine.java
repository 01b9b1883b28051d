/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import com.google.auto.service.AutoService;
import dev.millrace.benchmarks.state.Outputs;
import dev.millrace.benchmarks.state.Pacing;
import dev.millrace.benchmarks.state.RunningJob;
import dev.millrace.benchmarks.state.StateEngine;
import dev.millrace.benchmarks.state.StateJob;
import dev.millrace.benchmarks.state.Updates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.DiscardingSink;

/** Flink in this JVM, with state in maps on the heap, or in RocksDB. */
@AutoService(StateEngine.class)
public final class FlinkStateEngine implements StateEngine {
  private static final Map<String, String> BACKENDS =
      Map.of("native-flink-hash-map", "hashmap", "native-flink-rocksdb", "rocksdb");

  /** As much of the heap as Millrace gives to RocksDB beside it. */
  private static final int SHARE_OF_HEAP = 4;

  private static final long BUFFER_MILLIS = 5;
  private static final long LEAST_MANAGED = 32 << 20;

  @Override
  public boolean isNamed(String name) {
    return BACKENDS.containsKey(name);
  }

  @Override
  public RunningJob start(String engine, StateJob job) throws Exception {
    Configuration configuration = configuration(engine, job);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(Updates.LANES)
                .build());
    cluster.start();
    JobGraph graph = graph(configuration, job);
    Optional<Path> latest = latest(job.checkpoints());
    if (latest.isPresent()) {
      graph.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(latest.get().toUri().toString()));
    }
    cluster.submitJob(graph).get();
    return new RunningFlinkJob(cluster, graph.getJobID());
  }

  private static Configuration configuration(String engine, StateJob job) {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, BACKENDS.get(engine));
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, job.checkpoints().toUri().toString());
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(
        TaskManagerOptions.MANAGED_MEMORY_SIZE,
        new MemorySize(Math.max(LEAST_MANAGED, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP)));
    return configuration;
  }

  private static JobGraph graph(Configuration configuration, StateJob job) {
    Updates updates = job.updates();
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    flink.setParallelism(Updates.LANES);
    flink.getConfig().enableObjectReuse();
    flink.enableCheckpointing(job.everyMillis());
    if (updates.isPaced()) {
      // Else an update may wait a tenth of a second for a buffer to fill, which is no pause.
      flink.setBufferTimeout(BUFFER_MILLIS);
    }
    flink
        .getCheckpointConfig()
        .setExternalizedCheckpointCleanup(
            CheckpointConfig.ExternalizedCheckpointCleanup.RETAIN_ON_CANCELLATION);
    long perLane = updates.perLane();
    flink
        .fromSource(
            new NumberSequenceSource(0, perLane * Updates.LANES - 1),
            WatermarkStrategy.noWatermarks(),
            "read")
        .map(number -> due(updates, updates.update((int) (number / perLane), number % perLane)))
        .returns(Types.LONG)
        .keyBy(updates::key, Types.LONG)
        .process(new UpdateFunction(updates))
        .returns(Types.LONG)
        .map(
            update -> {
              Outputs.arrived(updates, update);
              return update;
            })
        .returns(Types.LONG)
        .addSink(new DiscardingSink<>());
    return flink.getStreamGraph().getJobGraph();
  }

  /** The update, when it is due. */
  private static long due(Updates updates, long update) {
    if (!Pacing.isDue(updates, update)) {
      long due = Pacing.dueNanos(updates, update);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
    }
    return update;
  }

  /** The latest checkpoint in a directory, if it has one. */
  private static Optional<Path> latest(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .map(Path::getParent)
          .max(Comparator.comparingLong(FlinkStateEngine::number));
    }
  }

  private static long number(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().replaceAll("[^0-9]", ""));
  }
}
