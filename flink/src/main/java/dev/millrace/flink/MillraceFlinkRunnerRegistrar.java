/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink;

import com.google.auto.service.AutoService;
import java.util.List;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsRegistrar;
import org.apache.beam.sdk.runners.PipelineRunnerRegistrar;

/** Makes {@code --runner=MillraceFlinkRunner} and its options known to Beam. */
public final class MillraceFlinkRunnerRegistrar {
  private MillraceFlinkRunnerRegistrar() {}

  /** Registers the runner. */
  @AutoService(PipelineRunnerRegistrar.class)
  public static final class Runner implements PipelineRunnerRegistrar {
    @Override
    public List<Class<? extends PipelineRunner<?>>> getPipelineRunners() {
      return List.of(MillraceFlinkRunner.class);
    }
  }

  /** Registers the options. */
  @AutoService(PipelineOptionsRegistrar.class)
  public static final class Options implements PipelineOptionsRegistrar {
    @Override
    public List<Class<? extends PipelineOptions>> getPipelineOptions() {
      return List.of(MillraceFlinkPipelineOptions.class);
    }
  }
}
