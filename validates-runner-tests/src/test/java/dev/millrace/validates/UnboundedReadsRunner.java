/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import com.google.auto.service.AutoService;
import dev.millrace.runner.MillraceRunner;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.runners.PipelineRunnerRegistrar;
import org.apache.beam.sdk.util.construction.PTransformMatchers;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.util.construction.UnboundedReadFromBoundedSource;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Millrace, made to read every bounded source as if it were unbounded: tests of batch then go the
 * way of streaming, with watermarks that advance and bundles that end early.
 */
public final class UnboundedReadsRunner extends PipelineRunner<PipelineResult> {
  static final String NAME = "UnboundedReadsRunner";

  private final MillraceRunner millrace;

  private UnboundedReadsRunner(MillraceRunner millrace) {
    this.millrace = millrace;
  }

  /** Called by Beam, reflectively. */
  public static UnboundedReadsRunner fromOptions(PipelineOptions options) {
    return new UnboundedReadsRunner(MillraceRunner.fromOptions(options));
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    pipeline.replaceAll(
        List.of(
            PTransformOverride.of(
                PTransformMatchers.classEqualTo(Read.Bounded.class), new Factory<Object>())));
    return millrace.run(pipeline);
  }

  /** Makes {@code --runner=UnboundedReadsRunner} known. */
  @AutoService(PipelineRunnerRegistrar.class)
  public static final class Registrar implements PipelineRunnerRegistrar {
    @Override
    public List<Class<? extends PipelineRunner<?>>> getPipelineRunners() {
      return List.of(UnboundedReadsRunner.class);
    }
  }

  private static final class Factory<T>
      implements PTransformOverrideFactory<PBegin, PCollection<T>, Read.Bounded<T>> {
    @Override
    public PTransformReplacement<PBegin, PCollection<T>> getReplacementTransform(
        AppliedPTransform<PBegin, PCollection<T>, Read.Bounded<T>> applied) {
      return PTransformReplacement.of(
          applied.getPipeline().begin(),
          new UnboundedReadFromBoundedSource<>(applied.getTransform().getSource()));
    }

    @Override
    public Map<PCollection<?>, ReplacementOutput> mapOutputs(
        Map<TupleTag<?>, PCollection<?>> outputs, PCollection<T> newOutput) {
      return ReplacementOutputs.singleton(outputs, newOutput);
    }
  }
}
