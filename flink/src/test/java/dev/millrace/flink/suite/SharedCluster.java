/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.suite;

import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * One Flink for all tests of a JVM, which {@code --flinkMaster=[auto]} finds: to start one takes
 * longer than most of them.
 */
final class SharedCluster extends StreamExecutionEnvironment {
  private static final int SLOTS = 8;

  private final MiniCluster cluster;

  private SharedCluster(MiniCluster cluster, Configuration settings) {
    super(settings);
    this.cluster = cluster;
    setParallelism(2);
  }

  /** Starts it. */
  static void start() {
    Configuration settings = new Configuration();
    settings.setString("taskmanager.memory.network.min", "256m");
    settings.setString("taskmanager.memory.network.max", "256m");
    settings.setString("rest.bind-port", "0");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .build());
    try {
      cluster.start();
    } catch (Exception e) {
      throw new IllegalStateException("Flink cannot start in this process", e);
    }
    initializeContextEnvironment(further -> new SharedCluster(cluster, further));
  }

  @Override
  public JobClient executeAsync(StreamGraph graph) throws Exception {
    JobGraph job = graph.getJobGraph();
    cluster.submitJob(job).get();
    return new MiniClusterJobClient(
        job.getJobID(),
        cluster,
        Thread.currentThread().getContextClassLoader(),
        MiniClusterJobClient.JobFinalizationBehavior.NOTHING);
  }

  @Override
  public JobExecutionResult execute(StreamGraph graph) {
    throw new UnsupportedOperationException();
  }
}
