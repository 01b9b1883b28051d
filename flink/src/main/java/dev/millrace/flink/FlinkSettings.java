/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import dev.millrace.execution.keying.Keyer;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the options come to as settings of Flink's. */
final class FlinkSettings {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkSettings.class);

  private FlinkSettings() {}

  /**
   * Checks options whose values do not all make sense.
   *
   * @throws IllegalArgumentException naming every option whose value will not do
   */
  static void check(MillraceFlinkPipelineOptions options) {
    List<String> offences = new ArrayList<>();
    int parallelism = options.getParallelism();
    if (parallelism != -1 && (parallelism < 1 || parallelism > Keyer.KEY_GROUPS)) {
      offences.add(
          "--parallelism must be a number from 1 to "
              + Keyer.KEY_GROUPS
              + ", or -1, but is "
              + parallelism);
    }
    int max = options.getMaxParallelism();
    if (max != -1 && max != Keyer.KEY_GROUPS) {
      offences.add(
          "--maxParallelism must be "
              + Keyer.KEY_GROUPS
              + ", the number of key groups, or -1, but is "
              + max);
    }
    String master = options.getFlinkMaster();
    if (!isNamed(master) && !master.matches("[^\\s:\\[\\]]+:\\d{1,5}")) {
      offences.add(
          "--flinkMaster must be host:port of the REST interface of a Flink cluster, [local] or"
              + " [auto], but is "
              + master);
    }
    String directory = options.getFlinkConfDir();
    if (directory != null && !new File(directory).isDirectory()) {
      offences.add("--flinkConfDir must be a directory, but is " + directory);
    }
    if (!offences.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", offences));
    }
  }

  private static boolean isNamed(String master) {
    return master.equals(MillraceFlinkPipelineOptions.LOCAL)
        || master.equals(MillraceFlinkPipelineOptions.AUTO);
  }

  /** The settings. */
  static Configuration of(MillraceFlinkPipelineOptions options) {
    String directory = options.getFlinkConfDir();
    Configuration settings =
        directory == null
            ? new Configuration()
            : GlobalConfiguration.loadConfiguration(directory);
    put(settings, "state.backend.type", options.getStateBackend());
    put(settings, "execution.checkpointing.dir", options.getStateBackendStoragePath());
    put(settings, "execution.savepoint.path", options.getSavepointPath());
    if (options.getAllowNonRestoredState()) {
      put(settings, "execution.savepoint.ignore-unclaimed-state", "true");
    }
    putMillis(settings, "execution.checkpointing.interval", options.getCheckpointingInterval());
    putMillis(settings, "execution.checkpointing.timeout", options.getCheckpointTimeoutMillis());
    putMillis(
        settings, "execution.checkpointing.min-pause", options.getMinPauseBetweenCheckpoints());
    if (options.getNumberOfExecutionRetries() >= 0) {
      restarts(settings, options);
    }
    put(settings, "pipeline.object-reuse", "true");
    put(settings, "pipeline.operator-chaining.enabled", options.getOperatorChaining().toString());
    put(settings, "pipeline.max-parallelism", Integer.toString(Keyer.KEY_GROUPS));
    put(settings, "execution.runtime-mode", "STREAMING");
    Map<String, String> further = options.getFlinkConf();
    if (further != null) {
      further.forEach((name, value) -> put(settings, name, value));
    }
    if (settings.containsKey("execution.checkpointing.interval")) {
      LOG.warn(
          "A job that fails and goes on from a checkpoint of Flink's is not exact yet: elements have"
              + " been counted twice in rare cases. Do not rely on it");
    }
    return settings;
  }

  private static void restarts(Configuration settings, MillraceFlinkPipelineOptions options) {
    int retries = options.getNumberOfExecutionRetries();
    if (retries == 0) {
      put(settings, "restart-strategy.type", "none");
      return;
    }
    put(settings, "restart-strategy.type", "fixed-delay");
    put(settings, "restart-strategy.fixed-delay.attempts", Integer.toString(retries));
    put(
        settings,
        "restart-strategy.fixed-delay.delay",
        Math.max(0, options.getExecutionRetryDelay()) + " ms");
  }

  private static void put(Configuration settings, String name, @Nullable String value) {
    if (value != null) {
      settings.setString(name, value);
    }
  }

  private static void putMillis(Configuration settings, String name, long millis) {
    if (millis >= 0) {
      put(settings, name, millis + " ms");
    }
  }
}
