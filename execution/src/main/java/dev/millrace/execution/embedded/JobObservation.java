/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.observe.CheckpointHistory;
import dev.millrace.execution.observe.FailureView;
import dev.millrace.execution.observe.JobEvent;
import dev.millrace.execution.observe.JobOverview;
import dev.millrace.execution.observe.ObservedJob;
import dev.millrace.execution.observe.Reasons;
import dev.millrace.execution.observe.StageNumbers;
import dev.millrace.execution.observe.Transforms;
import dev.millrace.translation.graph.GraphView;
import dev.millrace.translation.graph.StageGraphPrinter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.sdk.metrics.MetricResults;

/** Looks on at an {@link EmbeddedJob}. Safe for use by all threads. */
final class JobObservation implements ObservedJob {
  private final EmbeddedJob job;
  private final JobBlueprint blueprint;
  private final Attempts attempts;
  private final GraphView graph;

  JobObservation(EmbeddedJob job, JobBlueprint blueprint, Attempts attempts) {
    this.job = job;
    this.blueprint = blueprint;
    this.attempts = attempts;
    this.graph = GraphView.of(blueprint.graph());
  }

  @Override
  public String id() {
    return blueprint.name();
  }

  @Override
  public JobOverview overview() {
    JobHistory history = blueprint.history();
    JobState state = job.state();
    Long ended = history.endedMillis();
    return new JobOverview(
        id(),
        blueprint.options().getJobName(),
        state.toString(),
        history.startedMillis(),
        state == JobState.RUNNING ? null : ended,
        System.currentTimeMillis(),
        history.restarts(),
        history.isDraining(),
        blueprint.settings().parallelism(),
        blueprint.target() != null,
        FailureView.of(history.latestFailure()));
  }

  @Override
  public GraphView graph() {
    return graph;
  }

  @Override
  public String planAsText() {
    return StageGraphPrinter.text(blueprint.graph());
  }

  @Override
  public String planAsMermaid() {
    return StageGraphPrinter.mermaid(blueprint.graph());
  }

  @Override
  public List<StageNumbers> stages() {
    return attempts.current().numbers();
  }

  @Override
  public Reasons why(String transform) {
    return attempts.current().reasoning().why(Transforms.find(graph, transform));
  }

  @Override
  public List<JobEvent> events() {
    return blueprint.history().events();
  }

  @Override
  public CheckpointHistory checkpoints() {
    return blueprint.history().checkpoints();
  }

  @Override
  public MetricResults metrics() {
    return job.metrics();
  }

  @Override
  public void cancel() {
    blueprint.history().add("cancelling", "Somebody who looks on has cancelled it");
    job.cancel();
  }

  @Override
  public void drain() {
    job.drain();
  }

  @Override
  public CompletableFuture<Long> savepoint(Path path) {
    return job.savepoint(path);
  }
}
