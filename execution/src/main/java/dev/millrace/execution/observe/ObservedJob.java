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
 * A job that runs, or has run, as those see it who look on. To look costs the job nothing but what
 * it takes to read what its tasks have told of themselves; only {@link #why} asks them.
 *
 * <p>Threading: safe for use by all threads.
 */
public interface ObservedJob {

  /** Tells the job from all others of this process. */
  String id();

  /** What it is at. */
  JobOverview overview();

  /** Its stages, operators and edges. */
  GraphView graph();

  /** The plan as {@code --printPlan=text} prints it. */
  String planAsText();

  /** The plan as {@code --printPlan=mermaid} prints it. */
  String planAsMermaid();

  /** The numbers of all stages, in topological order; those of the last attempt. */
  List<StageNumbers> stages();

  /**
   * Why {@code transform} waits: the windows that it has open, and what keeps the watermark from
   * passing their ends. Asks the tasks, and waits for less than a second for their answers.
   *
   * @param transform a full name, or the name of a composite, of which the last operator that waits
   *     for a watermark is meant, or else the last one
   * @throws java.util.NoSuchElementException if there is no such transform; the message names some
   */
  Reasons why(String transform);

  /** What has happened, the latest last; of many only the latest. */
  List<JobEvent> events();

  /** What has become of its checkpoints. */
  CheckpointHistory checkpoints();

  /** The metrics as of now. */
  MetricResults metrics();

  /** Cancels it; see the result of the pipeline. */
  void cancel();

  /** Drains it; see the result of the pipeline. */
  void drain();

  /**
   * Takes a savepoint at {@code path}; see the result of the pipeline.
   *
   * @return its number, once it is there
   * @throws IllegalStateException if the job takes no checkpoints
   */
  CompletableFuture<Long> savepoint(Path path);
}
