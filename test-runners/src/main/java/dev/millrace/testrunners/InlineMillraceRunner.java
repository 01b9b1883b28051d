/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.testrunners;

import com.google.auto.service.AutoService;
import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.stage.Enforcement;
import dev.millrace.execution.stage.StageInstances;
import dev.millrace.runner.MillracePipelineOptions;
import dev.millrace.runner.MillraceRunner;
import dev.millrace.translation.PipelineTranslator;
import dev.millrace.translation.TranslationOptions;
import dev.millrace.translation.graph.StageGraph;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.runners.PipelineRunnerRegistrar;

/**
 * The engine of {@link MillraceRunner} with all tasks on the thread that calls {@code run}: what
 * fails here fails again, in the same order.
 */
public final class InlineMillraceRunner extends PipelineRunner<PipelineResult> {
  /** By this {@code --runner} chooses it. */
  public static final String NAME = "InlineMillraceRunner";

  private final PipelineOptions options;

  private InlineMillraceRunner(PipelineOptions options) {
    this.options = options;
  }

  /** Called by Beam, reflectively. */
  public static InlineMillraceRunner fromOptions(PipelineOptions options) {
    return new InlineMillraceRunner(options);
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    StageGraph graph = PipelineTranslator.translate(pipeline, new TranslationOptions(Set.of()));
    MetricsEnvironment.setMetricsSupported(true);
    int parallelism = options.as(MillracePipelineOptions.class).getParallelism();
    EmbeddedJob job =
        EmbeddedJob.start(
            graph,
            JobSettings.defaults(parallelism).with(ThreadKind.INLINE),
            options,
            new StageInstances(graph, Enforcement.NONE)::create);
    EmbeddedResult result = new EmbeddedResult(job);
    result.waitUntilFinish();
    return result;
  }

  /** Makes {@code --runner=InlineMillraceRunner} known. */
  @AutoService(PipelineRunnerRegistrar.class)
  public static final class Registrar implements PipelineRunnerRegistrar {
    @Override
    public List<Class<? extends PipelineRunner<?>>> getPipelineRunners() {
      return List.of(InlineMillraceRunner.class);
    }
  }
}
