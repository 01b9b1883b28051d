/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.translation.Pipelines;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class StageGraphPrinterTest {
  static final class ExtractWords extends DoFn<String, String> {
    @ProcessElement
    public void processElement() {}
  }

  static final class Format extends DoFn<KV<String, Long>, String> {
    @ProcessElement
    public void processElement() {}
  }

  private static StageGraph wordCount() {
    Pipeline pipeline = Pipelines.create();
    PCollectionView<List<String>> stopWords =
        pipeline.apply("Stop words", Create.of("a", "the")).apply("View", View.asList());
    PCollection<String> words =
        pipeline
            .apply("Lines", Create.of("a b", "c"))
            .apply("Extract", ParDo.of(new ExtractWords()).withSideInputs(stopWords))
            .apply("Window", Window.into(FixedWindows.of(Duration.standardMinutes(1))));
    words
        .apply("Count", Count.perElement())
        .apply("Format", ParDo.of(new Format()))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Again", ParDo.of(new ExtractWords()));
    return Pipelines.translate(pipeline);
  }

  @Test
  void textNamesStagesOperatorsExchangesSideInputsAndRewrites() {
    assertEquals(
        """
        Stage 0: Stop words + View
          ReadBounded "Stop words/Read(CreateSource)" [Create.Values.CreateSource]
          ParDo "View/MapElements/Map/ParMultiDo(Anonymous)"
          -> stage 1, gather
        Stage 1: View (one instance)
          MaterializeView "View/View.CreatePCollectionView" [GlobalWindows; by window table]
        Stage 2: Lines + Extract + Window + Count
          ReadBounded "Lines/Read(CreateSource)" [Create.Values.CreateSource]
          ParDo "Extract/ParMultiDo(ExtractWords)"
            side inputs: "View/View.CreatePCollectionView" of stage 1
          AssignWindows "Window/Window.Assign" [FixedWindows(size PT60S)]
          ParDo "Count/Init/Map/ParMultiDo(Anonymous)"
          LiftedCombine "Count/Combine.perKey(Count)" [combine with Count]
          -> stage 3, by key (StringUtf8Coder)
        Stage 3: Count + Format
          GroupByKey "Count/Combine.perKey(Count)" [merge accumulators of Count; FixedWindows(size PT60S); by window table]
          ParDo "Format/ParMultiDo(Format)"
          -> stage 4, rebalance
        Stage 4: Spread + Again
          Redistribute "Spread"
          ParDo "Again/ParMultiDo(ExtractWords)"
        Rewrites:
          combine-fusion: Count/Combine.perKey(Count)
          redistribute: Spread
          combiner-lifting: Count/Combine.perKey(Count)
          specialised-grouping: View/View.CreatePCollectionView, Count/Combine.perKey(Count)
        """,
        StageGraphPrinter.text(wordCount()));
  }

  @Test
  void mermaidDrawsBoxesAndArrows() {
    assertEquals(
        """
        flowchart TD
          s0["<b>0: Stop words + View</b><br/>ReadBounded: Stop words/Read(CreateSource)<br/>ParDo: View/MapElements/Map/ParMultiDo(Anonymous)"]
          s1(["<b>1: View</b><br/>MaterializeView: View/View.CreatePCollectionView"])
          s2["<b>2: Lines + Extract + Window + Count</b><br/>ReadBounded: Lines/Read(CreateSource)<br/>ParDo: Extract/ParMultiDo(ExtractWords)<br/>AssignWindows: Window/Window.Assign<br/>ParDo: Count/Init/Map/ParMultiDo(Anonymous)<br/>LiftedCombine: Count/Combine.perKey(Count)"]
          s3["<b>3: Count + Format</b><br/>GroupByKey: Count/Combine.perKey(Count)<br/>ParDo: Format/ParMultiDo(Format)"]
          s4["<b>4: Spread + Again</b><br/>Redistribute: Spread<br/>ParDo: Again/ParMultiDo(ExtractWords)"]
          s0 -->|"gather"| s1
          s2 -->|"by key (StringUtf8Coder)"| s3
          s3 -->|"rebalance"| s4
          s1 -.->|"View/View.CreatePCollectionView"| s2
        """,
        StageGraphPrinter.mermaid(wordCount()));
  }

  @Test
  void emptyGraphSaysSo() {
    StageGraph empty = new StageGraph(List.of(), List.of(), Map.of(), List.of());

    assertEquals("Rewrites: none\n", StageGraphPrinter.text(empty));
    assertEquals("flowchart TD\n", StageGraphPrinter.mermaid(empty));
  }
}
