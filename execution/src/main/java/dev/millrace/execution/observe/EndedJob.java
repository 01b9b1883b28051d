/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.observe;

import dev.millrace.translation.graph.GraphView;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.sdk.metrics.MetricResults;

/**
 * What is left of a job to look at once it has ended. It keeps nothing of the user's own but
 * results of metrics.
 *
 * @param overview what it came to
 * @param graph its graph
 * @param planAsText its plan
 * @param planAsMermaid its plan
 * @param stages the last numbers
 * @param events what had happened
 * @param checkpoints what had become of its checkpoints
 * @param metrics the last metrics
 */
public record EndedJob(
    JobOverview overview,
    GraphView graph,
    String planAsText,
    String planAsMermaid,
    List<StageNumbers> stages,
    List<JobEvent> events,
    CheckpointHistory checkpoints,
    MetricResults metrics)
    implements ObservedJob {

  /** What is left of {@code job}, which has ended. */
  public static EndedJob of(ObservedJob job) {
    return new EndedJob(
        job.overview(),
        job.graph(),
        job.planAsText(),
        job.planAsMermaid(),
        job.stages(),
        job.events(),
        job.checkpoints(),
        job.metrics());
  }

  @Override
  public String id() {
    return overview.id();
  }

  @Override
  public Reasons why(String transform) {
    GraphView.StageNode stage = Transforms.find(graph, transform).stage();
    String name = Transforms.find(graph, transform).operator().transform();
    return new Reasons(
        name,
        stage.id(),
        List.of(),
        0,
        true,
        List.of(
            new Reasons.Cause(
                Reasons.CauseKind.DONE,
                stage.id(),
                0,
                name,
                0,
                "The job has ended (" + overview.state() + "): nothing waits any more")));
  }

  // There is nothing left to cancel, nor to drain.
  @Override
  public void cancel() {}

  @Override
  public void drain() {}

  @Override
  public CompletableFuture<Long> savepoint(Path path) {
    return CompletableFuture.failedFuture(
        new IllegalStateException("Job " + id() + " has ended: there is no savepoint of it"));
  }
}
