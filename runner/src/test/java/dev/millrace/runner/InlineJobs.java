/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.translation.PipelineTranslator;
import dev.millrace.translation.graph.StageGraph;
import org.apache.beam.sdk.Pipeline;

/** Starts pipelines as jobs of the embedded host: inline, which the runner offers no option for. */
final class InlineJobs {
  private InlineJobs() {}

  static EmbeddedJob start(Pipeline pipeline) {
    RunSettings settings = RunSettings.of(pipeline.getOptions().as(MillracePipelineOptions.class));
    StageGraph graph = PipelineTranslator.translate(pipeline, settings.translation());
    return new JobStart(pipeline.getOptions(), settings)
        .start(graph, settings.job().with(ThreadKind.INLINE));
  }
}
