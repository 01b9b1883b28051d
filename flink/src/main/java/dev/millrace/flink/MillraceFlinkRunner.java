/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import dev.millrace.runner.BeamOnClassPath;
import dev.millrace.translation.PipelineTranslator;
import dev.millrace.translation.TranslationOptions;
import dev.millrace.translation.graph.StageGraph;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Runs pipelines on Apache Flink.
 *
 * <p>{@code --runner=MillraceFlinkRunner} selects it; {@link MillraceFlinkPipelineOptions} are its
 * options.
 */
public final class MillraceFlinkRunner extends PipelineRunner<MillraceFlinkPipelineResult> {
  private final PipelineOptions options;

  private MillraceFlinkRunner(PipelineOptions options) {
    this.options = options;
  }

  /**
   * A runner with {@code options}. Beam calls this by its name.
   *
   * @throws IllegalArgumentException if values of {@link MillraceFlinkPipelineOptions} are out of
   *     range
   * @throws IllegalStateException if the Beam on the class path is none that Millrace runs with
   */
  public static MillraceFlinkRunner fromOptions(PipelineOptions options) {
    BeamOnClassPath.of(MillraceFlinkRunner.class.getClassLoader()).check();
    FlinkSettings.check(options.as(MillraceFlinkPipelineOptions.class));
    return new MillraceFlinkRunner(options);
  }

  /**
   * Runs {@code pipeline}, to its end unless {@code --attachedMode=false}.
   *
   * @throws dev.millrace.translation.UnsupportedPipelineException if the pipeline has something in
   *     it that cannot run; nothing has run then
   * @throws UnsupportedOperationException if it has something in it that cannot run on Flink
   * @throws dev.millrace.runner.MillraceExecutionException if the pipeline fails while it is waited
   *     for
   */
  @Override
  public MillraceFlinkPipelineResult run(Pipeline pipeline) {
    MetricsEnvironment.setMetricsSupported(true);
    StageGraph graph =
        PipelineTranslator.translate(pipeline, new TranslationOptions(Set.of()));
    MillraceFlinkPipelineOptions flink = options.as(MillraceFlinkPipelineOptions.class);
    MillraceFlinkPipelineResult result =
        new MillraceFlinkPipelineResult(new FlinkJob(flink).start(graph));
    if (flink.getAttachedMode()) {
      result.waitUntilFinish();
    }
    return result;
  }

  @Override
  public String toString() {
    return "MillraceFlinkRunner";
  }
}
