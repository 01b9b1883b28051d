/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import com.google.auto.service.AutoService;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.runners.PipelineRunnerRegistrar;
import org.joda.time.Duration;

/**
 * The negative control: executes nothing and answers DONE. A test that passes here proves nothing
 * about a runner.
 */
public final class DoNothingRunner extends PipelineRunner<PipelineResult> {
  private DoNothingRunner() {}

  /** Called by Beam, reflectively. */
  public static DoNothingRunner fromOptions(PipelineOptions options) {
    return new DoNothingRunner();
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    // Without this TestPipeline would not count assertions, and most of the suite would pass.
    MetricsEnvironment.setMetricsSupported(true);
    return new Done();
  }

  /** Makes {@code --runner=DoNothingRunner} known. */
  @AutoService(PipelineRunnerRegistrar.class)
  public static final class Registrar implements PipelineRunnerRegistrar {
    @Override
    public List<Class<? extends PipelineRunner<?>>> getPipelineRunners() {
      return List.of(DoNothingRunner.class);
    }
  }

  private static final class Done implements PipelineResult {
    @Override
    public State getState() {
      return State.DONE;
    }

    @Override
    public State cancel() {
      return State.DONE;
    }

    @Override
    public State waitUntilFinish(Duration duration) {
      return State.DONE;
    }

    @Override
    public State waitUntilFinish() {
      return State.DONE;
    }

    @Override
    public MetricResults metrics() {
      return new NoMetrics();
    }
  }

  private static final class NoMetrics extends MetricResults {
    @Override
    public MetricQueryResults queryMetrics(MetricsFilter filter) {
      return MetricQueryResults.create(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }
  }
}
