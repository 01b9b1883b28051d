/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.host.contract.TestedHost;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.function.Function;
import org.apache.beam.sdk.options.PipelineOptions;

/** The embedded host, for the contracts of hosts. */
record EmbeddedHost(ThreadKind threads) implements TestedHost {

  @Override
  public Job start(
      StageGraph graph,
      int parallelism,
      PipelineOptions options,
      Function<Stage, StageInstance> instances) {
    options.setJobName("contract");
    EmbeddedJob job =
        EmbeddedJob.start(
            graph, JobSettings.defaults(parallelism).with(threads), options, instances::apply);
    return new Job() {
      @Override
      public void await() throws Exception {
        if (!job.await(50_000)) {
          String report = job.report();
          job.cancel();
          throw new AssertionError("still running\n" + report);
        }
        if (job.failure() != null) {
          throw new AssertionError(job.failure());
        }
      }

      @Override
      public void drain() {
        job.drain();
      }
    };
  }
}
