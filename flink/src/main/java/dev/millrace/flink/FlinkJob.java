/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import dev.millrace.execution.embedded.JobSettings.Bundles;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.flink.plan.SeparateSources;
import dev.millrace.flink.plan.StageSettings;
import dev.millrace.flink.stage.TestTime;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Makes a job of Flink's and submits it. */
final class FlinkJob {
  private final MillraceFlinkPipelineOptions options;

  FlinkJob(MillraceFlinkPipelineOptions options) {
    this.options = options;
  }

  /** Submits a job that runs {@code graph}. */
  JobClient start(StageGraph graph) {
    Configuration settings = FlinkSettings.of(options);
    StreamExecutionEnvironment environment = environment(settings);
    environment.setMaxParallelism(Keyer.KEY_GROUPS);
    StageGraph separated = SeparateSources.in(graph);
    String testTime = null;
    if (graph.stages().stream().anyMatch(Stage::playsTestStream)) {
      environment.setParallelism(1);
      // The next event is played when all that has come of the one before has arrived.
      environment.setBufferTimeout(0);
      testTime = TestTime.begin(separated);
    }
    boolean takesCheckpoints = environment.getCheckpointConfig().isCheckpointingEnabled();
    StageSettings stages =
        new StageSettings(
            options.getJobName(),
            Bundles.DEFAULT_MAX_ELEMENTS,
            Bundles.DEFAULT_MAX_MILLIS,
            0,
            takesCheckpoints,
            testTime);
    new FlinkTopology(
            TestTime.withoutEvents(separated),
            environment,
            stages,
            new SerializablePipelineOptions(options))
        .build();
    return submit(environment, testTime);
  }

  private JobClient submit(StreamExecutionEnvironment environment, @Nullable String testTime) {
    try {
      JobClient job = environment.executeAsync(options.getJobName());
      if (testTime != null) {
        var unused = job.getJobExecutionResult().whenComplete((result, failure) -> TestTime.end(testTime));
      }
      return job;
    } catch (Exception e) {
      throw new IllegalStateException(
          "Job "
              + options.getJobName()
              + " could not be submitted to Flink at "
              + options.getFlinkMaster()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private StreamExecutionEnvironment environment(Configuration settings) {
    String master = options.getFlinkMaster();
    StreamExecutionEnvironment environment;
    if (master.equals(MillraceFlinkPipelineOptions.LOCAL)) {
      environment =
          StreamExecutionEnvironment.createLocalEnvironment(
              localParallelism(), LocalSettings.complete(settings));
    } else if (master.equals(MillraceFlinkPipelineOptions.AUTO)) {
      environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    } else {
      if (!isSecured(settings)) {
        ClusterCheck.check(master);
      }
      int colon = master.lastIndexOf(':');
      environment =
          StreamExecutionEnvironment.createRemoteEnvironment(
              master.substring(0, colon),
              Integer.parseInt(master.substring(colon + 1)),
              settings,
              JobJars.ofClassPath(options));
    }
    if (options.getParallelism() > 0) {
      environment.setParallelism(options.getParallelism());
    }
    return environment;
  }

  // Flink's own client knows how to talk to a secured one.
  private static boolean isSecured(Configuration settings) {
    return Boolean.parseBoolean(settings.getString("security.ssl.rest.enabled", "false"));
  }

  private int localParallelism() {
    return options.getParallelism() > 0
        ? options.getParallelism()
        : Math.min(Keyer.KEY_GROUPS, Runtime.getRuntime().availableProcessors());
  }
}
