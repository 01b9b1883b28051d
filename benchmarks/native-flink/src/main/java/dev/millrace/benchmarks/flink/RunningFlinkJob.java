/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.state.PublishedFigures;
import dev.millrace.benchmarks.state.RunningJob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.checkpoint.SubtaskStateStats;
import org.apache.flink.runtime.checkpoint.TaskStateStats;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** A job on a cluster in this JVM. */
final class RunningFlinkJob implements RunningJob {
  private final MiniCluster cluster;
  private final JobID job;
  private final CompletableFuture<JobResult> end;

  RunningFlinkJob(MiniCluster cluster, JobID job) {
    this.cluster = cluster;
    this.job = job;
    this.end = cluster.requestJobResult(job);
  }

  @Override
  public List<PublishedFigures> published() throws Exception {
    CheckpointStatsSnapshot statistics =
        cluster.getExecutionGraph(job).get().getCheckpointStatsSnapshot();
    List<PublishedFigures> published = new ArrayList<>();
    if (statistics != null) {
      for (AbstractCheckpointStats checkpoint : statistics.getHistory().getCheckpoints()) {
        if (checkpoint instanceof CompletedCheckpointStats completed) {
          published.add(figures(completed));
        }
      }
    }
    published.sort(Comparator.comparingLong(PublishedFigures::number));
    return published;
  }

  private static PublishedFigures figures(CompletedCheckpointStats checkpoint) {
    List<Long> pauses = new ArrayList<>();
    for (TaskStateStats task : checkpoint.getAllTaskStateStats()) {
      for (SubtaskStateStats subtask : task.getSubtaskStats()) {
        if (subtask != null) {
          pauses.add(TimeUnit.MILLISECONDS.toMicros(subtask.getSyncCheckpointDuration()));
        }
      }
    }
    return new PublishedFigures(
        checkpoint.getCheckpointId(),
        checkpoint.getTriggerTimestamp(),
        TimeUnit.MILLISECONDS.toMicros(checkpoint.getEndToEndDuration()),
        checkpoint.getCheckpointedSize(),
        pauses);
  }

  @Override
  public void check() throws Exception {
    if (end.isDone()) {
      end.get().toJobExecutionResult(getClass().getClassLoader());
      throw new IllegalStateException("the job has ended");
    }
  }
}
