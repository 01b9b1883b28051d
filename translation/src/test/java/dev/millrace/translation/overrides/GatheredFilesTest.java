/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.overrides;

import static dev.millrace.translation.graph.StageGraphAssertions.all;
import static dev.millrace.translation.graph.StageGraphAssertions.assertSound;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.translation.Pipelines;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.StageGraph;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class GatheredFilesTest {
  private static final String PER_BUNDLE =
      "Write/WriteFiles/GatherTempFileResults/Gather bundles/"
          + "ParMultiDo(GatherBundlesPerWindow)";
  private static final String PER_WINDOW =
      "Write/WriteFiles/GatherTempFileResults/Gather bundles/GroupByKey";

  private final Pipeline pipeline = Pipelines.create();

  private List<String> gatherings(
      PTransform<PBegin, PCollection<String>> lines, FileIO.Write<Void, String> write) {
    pipeline
        .apply(lines)
        .apply(Window.into(FixedWindows.of(Duration.standardMinutes(1))))
        .apply("Write", write.via(TextIO.sink()).to("directory"));
    StageGraph graph = assertSound(Pipelines.translate(pipeline));
    return all(graph, OperatorSpec.class).stream()
        .map(OperatorSpec::transform)
        .filter(name -> name.equals(PER_BUNDLE) || name.equals(PER_WINDOW))
        .toList();
  }

  @Test
  void filesOfABoundedCollectionAreGatheredPerWindow() {
    assertEquals(List.of(PER_WINDOW), gatherings(Create.of("a", "b"), FileIO.write()));
  }

  @Test
  void filesOfAnUnboundedCollectionAreGatheredAsTheyCome() {
    PTransform<PBegin, PCollection<String>> stream =
        TestStream.create(StringUtf8Coder.of()).addElements("a").advanceWatermarkToInfinity();

    assertEquals(List.of(PER_BUNDLE), gatherings(stream, FileIO.<String>write().withNumShards(2)));
  }
}
