/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.testrunners;

import com.google.auto.service.AutoService;
import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsRegistrar;

/** How {@link CrashingMillraceRunner} crashes pipelines. */
public interface CrashOptions extends PipelineOptions {
  /** With the names of a pipeline's transforms, what decides where it crashes. */
  @Description("Where pipelines crash, together with the names of their transforms: any number.")
  @Default.Long(0)
  long getCrashSeed();

  /** Sets the seed. */
  void setCrashSeed(long seed);

  /** Whether a job begins again with the parallelism that it had. */
  @Description("Whether a job that crashed begins again with --parallelism, or each time another.")
  @Default.Boolean(false)
  boolean isSameParallelism();

  /** Sets whether the parallelism stays. */
  void setSameParallelism(boolean same);

  /** Makes the options known. */
  @AutoService(PipelineOptionsRegistrar.class)
  final class Registrar implements PipelineOptionsRegistrar {
    @Override
    public List<Class<? extends PipelineOptions>> getPipelineOptions() {
      return List.of(CrashOptions.class);
    }
  }
}
