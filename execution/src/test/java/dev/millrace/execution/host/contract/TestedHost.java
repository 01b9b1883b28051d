/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import dev.millrace.execution.host.StageInstance;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.function.Function;
import org.apache.beam.sdk.options.PipelineOptions;

/** A host that runs jobs for tests. */
public interface TestedHost {

  /**
   * Starts a job. Its processing time stands still unless an instance moves it, if a stage has an
   * operator that plays a test stream.
   *
   * @param parallelism how many instances a parallel stage has
   * @param instances makes the instances of a stage
   */
  Job start(
      StageGraph graph,
      int parallelism,
      PipelineOptions options,
      Function<Stage, StageInstance> instances)
      throws Exception;

  /** A job that has been started. */
  interface Job {

    /** Waits until the job has ended and all its instances are closed. */
    void await() throws Exception;

    /** Drains the job; for any thread. */
    void drain();
  }
}
