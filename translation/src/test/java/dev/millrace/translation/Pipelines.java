/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import dev.millrace.translation.graph.StageGraph;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.CrashingRunner;

/** Pipelines to translate; nothing can run them. */
public final class Pipelines {
  private Pipelines() {}

  public static Pipeline create() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(CrashingRunner.class);
    return Pipeline.create(options);
  }

  public static StageGraph translate(Pipeline pipeline, String... disabledRewrites) {
    return PipelineTranslator.translate(pipeline, new TranslationOptions(Set.of(disabledRewrites)));
  }
}
