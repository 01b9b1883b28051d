/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.suite;

import com.google.auto.service.AutoService;
import dev.millrace.flink.MillraceFlinkPipelineOptions;
import dev.millrace.flink.MillraceFlinkRunner;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.runners.PipelineRunnerRegistrar;

/** {@link MillraceFlinkRunner} on the Flink that all tests share. */
public final class SharedFlinkRunner extends PipelineRunner<PipelineResult> {
  static {
    SharedCluster.start();
  }

  private final MillraceFlinkRunner runner;

  private SharedFlinkRunner(MillraceFlinkRunner runner) {
    this.runner = runner;
  }

  /** Called by Beam, reflectively. */
  public static SharedFlinkRunner fromOptions(PipelineOptions options) {
    options
        .as(MillraceFlinkPipelineOptions.class)
        .setFlinkMaster(MillraceFlinkPipelineOptions.AUTO);
    return new SharedFlinkRunner(MillraceFlinkRunner.fromOptions(options));
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    return runner.run(pipeline);
  }

  /** Makes {@code --runner=SharedFlinkRunner} known. */
  @AutoService(PipelineRunnerRegistrar.class)
  public static final class Registrar implements PipelineRunnerRegistrar {
    @Override
    public List<Class<? extends PipelineRunner<?>>> getPipelineRunners() {
      return List.of(SharedFlinkRunner.class);
    }
  }
}
