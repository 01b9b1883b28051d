/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.WaitInterruptedException;
import dev.millrace.translation.PipelineTranslator;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.graph.StageGraphPrinter;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.metrics.MetricsOptions;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Runs pipelines in this JVM, on all its processors.
 *
 * <p>{@code --runner=MillraceRunner} selects it; {@link MillracePipelineOptions} are its options.
 */
public final class MillraceRunner extends PipelineRunner<MillracePipelineResult> {
  private final PipelineOptions options;
  private final RunSettings settings;

  private MillraceRunner(PipelineOptions options, RunSettings settings) {
    this.options = options;
    this.settings = settings;
  }

  /**
   * A runner with {@code options}. Beam calls this by its name.
   *
   * @throws IllegalArgumentException if values of {@link MillracePipelineOptions} are out of range
   * @throws IllegalStateException if the Beam on the class path is none that Millrace runs with
   */
  public static MillraceRunner fromOptions(PipelineOptions options) {
    BeamOnClassPath.of(MillraceRunner.class.getClassLoader()).check();
    return new MillraceRunner(options, RunSettings.of(options.as(MillracePipelineOptions.class)));
  }

  /**
   * Runs {@code pipeline}, to its end unless {@code --blockOnRun=false}. The process stays until
   * then all the same; if it is asked to end before, {@code --onShutdown} says what becomes of the
   * pipeline. A failure that nobody waits for is logged, and does not change the exit code of the
   * process: for that, wait.
   *
   * @throws dev.millrace.translation.UnsupportedPipelineException if the pipeline has something in
   *     it that cannot run; nothing has run then
   * @throws IllegalArgumentException if {@code --ui} is given and nothing on the class path shows
   *     jobs; nothing has run then
   * @throws java.io.UncheckedIOException if there are checkpoints that the pipeline cannot go on
   *     from, or its directory is in use; nothing has run then
   * @throws MillraceExecutionException if the pipeline fails while it is waited for
   * @throws WaitInterruptedException if the thread is interrupted; the pipeline is cancelled then
   */
  @Override
  public MillracePipelineResult run(Pipeline pipeline) {
    StageGraph graph = PipelineTranslator.translate(pipeline, settings.translation());
    print(graph);
    // Left on: whoever reads the result's metrics asks for it after this has returned.
    MetricsEnvironment.setMetricsSupported(true);
    Boards boards = Boards.open(settings.board());
    MetricsPush push = MetricsPush.to(options.as(MetricsOptions.class));
    EmbeddedJob job = new JobStart(options, settings).start(graph);
    push.accompany(job);
    boards.show(job);
    JobWait wait = new JobWait(job, graph, settings.progress());
    MillracePipelineResult result = new MillracePipelineResult(job, wait);
    if (settings.blockOnRun()) {
      waitForEnd(result);
    } else {
      job.leaveUnattended();
    }
    return result;
  }

  // An interrupted caller never gets the result, and so could not cancel a job that went on.
  private static void waitForEnd(MillracePipelineResult result) {
    try {
      result.waitUntilFinish();
    } catch (WaitInterruptedException e) {
      result.cancel();
      throw e;
    }
  }

  private void print(StageGraph graph) {
    switch (settings.printPlan()) {
      case OFF -> {}
      case TEXT -> System.out.println(StageGraphPrinter.text(graph));
      case MERMAID -> System.out.println(StageGraphPrinter.mermaid(graph));
    }
  }

  @Override
  public String toString() {
    return "MillraceRunner";
  }
}
