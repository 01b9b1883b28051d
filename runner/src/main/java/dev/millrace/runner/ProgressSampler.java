/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.embedded.JobSnapshot;
import dev.millrace.execution.embedded.JobSnapshot.Activity;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/** Makes {@link ProgressSample}s of one job's snapshots. */
final class ProgressSampler {
  private final StageGraph graph;
  private final Set<Integer> fed = new HashSet<>();
  private final Set<Integer> feeding = new HashSet<>();

  ProgressSampler(StageGraph graph) {
    this.graph = graph;
    for (Edge edge : graph.edges()) {
      fed.add(edge.toStage());
      feeding.add(edge.fromStage());
    }
  }

  /** What {@code snapshot}, taken at {@code time}, comes to for the job as a whole. */
  ProgressSample sample(JobSnapshot snapshot, Instant time) {
    List<JobSnapshot.Stage> stages = snapshot.stages();
    long in = 0;
    long out = 0;
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = graph.stages().get(i);
      in += fed.contains(stage.id()) ? 0 : stages.get(i).elementsIn();
      out += feeding.contains(stage.id()) ? 0 : stages.get(i).elementsIn();
    }
    return new ProgressSample(
        time,
        in,
        out,
        watermark(stages),
        stages.stream()
            .filter(stage -> stage.activity() == Activity.WORKING)
            .map(JobSnapshot.Stage::name)
            .toList(),
        stages.size(),
        fractionDone(stages));
  }

  private static long watermark(List<JobSnapshot.Stage> stages) {
    return stages.stream()
        .filter(stage -> stage.activity() != Activity.DONE)
        .mapToLong(JobSnapshot.Stage::watermark)
        .min()
        .orElse(BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis());
  }

  /** The mean of all that reads; one that cannot tell makes the mean NaN, as does none at all. */
  private double fractionDone(List<JobSnapshot.Stage> stages) {
    double sum = 0;
    int readers = 0;
    for (int i = 0; i < stages.size(); i++) {
      if (graph.stages().get(i).tellsFraction()) {
        JobSnapshot.Stage stage = stages.get(i);
        sum += stage.activity() == Activity.DONE ? 1 : stage.fractionDone();
        readers++;
      }
    }
    return readers == 0 ? Double.NaN : sum / readers;
  }
}
