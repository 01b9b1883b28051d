/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import java.util.Map;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How Millrace runs a pipeline on Apache Flink. Options that Beam's {@code FlinkPipelineOptions}
 * has are here by its names, types and defaults.
 */
@Description("How Millrace runs a pipeline on Apache Flink.")
public interface MillraceFlinkPipelineOptions extends PipelineOptions {
  /** Where {@link #getFlinkMaster} has Flink start in this process. */
  String LOCAL = "[local]";

  /** Where {@link #getFlinkMaster} leaves it to Flink's own command line. */
  String AUTO = "[auto]";

  @Description(
      "The Flink cluster: host:port of its REST interface; [local] for one in this process; [auto]"
          + " for the one that \"flink run\" submits to, or else one in this process.")
  @Default.String(AUTO)
  String getFlinkMaster();

  void setFlinkMaster(String value);

  @Description(
      "How many parallel instances a stage has: 1 to 128, or -1 for what Flink is configured to,"
          + " which is 1 unless it is told otherwise, or one per processor in this process.")
  @Default.Integer(-1)
  Integer getParallelism();

  void setParallelism(Integer value);

  @Description("The number of key groups: 128, which is also what -1 means.")
  @Default.Integer(-1)
  Integer getMaxParallelism();

  void setMaxParallelism(Integer value);

  @Description("How often Flink takes a checkpoint, in milliseconds; -1 for never.")
  @Default.Long(-1L)
  Long getCheckpointingInterval();

  void setCheckpointingInterval(Long value);

  @Description("How long a checkpoint may take, in milliseconds; -1 for what Flink is configured to.")
  @Default.Long(-1L)
  Long getCheckpointTimeoutMillis();

  void setCheckpointTimeoutMillis(Long value);

  @Description(
      "The least time between two checkpoints, in milliseconds; -1 for what Flink is configured to.")
  @Default.Long(-1L)
  Long getMinPauseBetweenCheckpoints();

  void setMinPauseBetweenCheckpoints(Long value);

  @Description("Flink's state backend: hashmap or rocksdb; unset for what Flink is configured to.")
  @Nullable String getStateBackend();

  void setStateBackend(@Nullable String value);

  @Description("Where checkpoints go, as a URI; unset for where Flink is configured to.")
  @Nullable String getStateBackendStoragePath();

  void setStateBackendStoragePath(@Nullable String value);

  @Description("The savepoint or checkpoint that the job begins from.")
  @Nullable String getSavepointPath();

  void setSavepointPath(@Nullable String value);

  @Description("Whether the job may begin from a savepoint that has state of transforms it lacks.")
  @Default.Boolean(false)
  Boolean getAllowNonRestoredState();

  void setAllowNonRestoredState(Boolean value);

  @Description("Whether run() waits for the end of the job.")
  @Default.Boolean(true)
  boolean getAttachedMode();

  void setAttachedMode(boolean value);

  @Description(
      "Has no effect: elements pass between chained operators as they are, whatever it says.")
  @Default.Boolean(false)
  Boolean getObjectReuse();

  void setObjectReuse(Boolean value);

  @Description("Whether Flink may chain operators, so that elements pass by a method call.")
  @Default.Boolean(true)
  Boolean getOperatorChaining();

  void setOperatorChaining(Boolean value);

  @Description(
      "How often the job is started again when it fails; -1 for what Flink is configured to.")
  @Default.Integer(-1)
  Integer getNumberOfExecutionRetries();

  void setNumberOfExecutionRetries(Integer value);

  @Description("How long after a failure the job is started again, in milliseconds; -1 for at once.")
  @Default.Long(-1L)
  Long getExecutionRetryDelay();

  void setExecutionRetryDelay(Long value);

  @Description("A directory with a configuration of Flink's for the job.")
  @Nullable String getFlinkConfDir();

  void setFlinkConfDir(@Nullable String value);

  @Description("Settings of Flink's for the job, by their names, as a JSON object.")
  @Nullable Map<String, String> getFlinkConf();

  void setFlinkConf(@Nullable Map<String, String> value);
}
