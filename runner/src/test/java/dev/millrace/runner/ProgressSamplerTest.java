/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.embedded.JobSnapshot;
import dev.millrace.execution.embedded.JobSnapshot.Activity;
import dev.millrace.execution.embedded.JobState;
import dev.millrace.translation.PipelineTranslator;
import dev.millrace.translation.TranslationOptions;
import dev.millrace.translation.graph.StageGraph;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.junit.jupiter.api.Test;

class ProgressSamplerTest {
  private static final Instant NOW = Instant.parse("2024-03-01T12:00:00Z");
  private static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  /** Two stages: one that reads, one that counts. */
  private final StageGraph graph = readAndCount();

  @Test
  void elementsComeInAtTheFirstStagesAndGoOutAtTheLast() {
    ProgressSample sample =
        sample(
            new JobSnapshot.Stage("read", 100, 30, MIN, Activity.WORKING, 0.5),
            new JobSnapshot.Stage("count", 20, 0, MIN, Activity.IDLE, Double.NaN));

    assertEquals(new ProgressSample(NOW, 100, 20, MIN, List.of("read"), 2, 0.5), sample);
  }

  @Test
  void theWatermarkIsThatOfTheStagesThatAreNotDone() {
    ProgressSample sample =
        sample(
            new JobSnapshot.Stage("read", 0, 0, 7, Activity.DONE, Double.NaN),
            new JobSnapshot.Stage("count", 0, 0, 9, Activity.WORKING, Double.NaN));

    assertEquals(9, sample.watermarkMillis());
    assertEquals(1.0, sample.fractionDone());
  }

  @Test
  void aReaderThatCannotTellLeavesTheFractionOpen() {
    ProgressSample sample =
        sample(
            new JobSnapshot.Stage("read", 0, 0, MAX, Activity.WORKING, Double.NaN),
            new JobSnapshot.Stage("count", 0, 0, MAX, Activity.WORKING, Double.NaN));

    assertEquals(Double.NaN, sample.fractionDone());
  }

  private ProgressSample sample(JobSnapshot.Stage... stages) {
    return new ProgressSampler(graph)
        .sample(new JobSnapshot(JobState.RUNNING, List.of(stages), null), NOW);
  }

  private static StageGraph readAndCount() {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline.apply(GenerateSequence.from(0).to(9)).apply(Count.perElement());
    StageGraph graph = PipelineTranslator.translate(pipeline, new TranslationOptions(Set.of()));
    assertEquals(2, graph.stages().size());
    return graph;
  }
}
