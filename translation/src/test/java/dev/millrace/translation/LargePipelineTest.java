/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import static dev.millrace.translation.graph.StageGraphAssertions.assertSound;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.graph.StageGraphPrinter;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Impulse;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.junit.jupiter.api.Test;

class LargePipelineTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private final Pipeline pipeline = Pipelines.create();

  static final class Same extends DoFn<Integer, Integer> {
    @ProcessElement
    public void processElement() {}
  }

  static final class Number extends DoFn<byte[], Integer> {
    @ProcessElement
    public void processElement() {}
  }

  static final class Nested extends PTransform<PCollection<Integer>, PCollection<Integer>> {
    private final int depth;

    private Nested(int depth) {
      this.depth = depth;
    }

    @Override
    public PCollection<Integer> expand(PCollection<Integer> input) {
      return depth == 0
          ? input.apply("Leaf", ParDo.of(new Same()))
          : input.apply("In", new Nested(depth - 1));
    }
  }

  private PCollection<Integer> chain(PCollection<Integer> input, String name, int length) {
    PCollection<Integer> numbers = input;
    for (int i = 0; i < length; i++) {
      numbers = numbers.apply(name + i, ParDo.of(new Same()));
    }
    return numbers;
  }

  @Test
  void chainThatTheStackHasRoomForIsOneStage() {
    chain(pipeline.apply("Source", Create.of(1, 2)), "Step", 99);

    StageGraph graph = assertSound(Pipelines.translate(pipeline));

    assertEquals(1, graph.stages().size());
    assertEquals(100, graph.stages().get(0).operators().size());
  }

  @Test
  void chainOfTenThousandParDosIsCutIntoStagesThatHandElementsOnAsTheyCome() {
    chain(pipeline.apply("Source", Create.of(1, 2)), "Step", 10_000);

    StageGraph graph =
        assertTimeoutPreemptively(LIMIT, () -> assertSound(Pipelines.translate(pipeline)));

    assertEquals(101, graph.stages().size());
    for (Stage stage : graph.stages()) {
      assertTrue(stage.operators().size() <= 100, stage.name());
    }
    assertEquals(100, graph.edges().size());
    for (Edge edge : graph.edges()) {
      assertEquals(new Exchange.Forward(), edge.exchange());
    }
    StageGraphPrinter.text(graph);
    StageGraphPrinter.mermaid(graph);
  }

  @Test
  void allReadersOfWhatADeepChainMakesShareTheNextStage() {
    PCollection<Integer> deep = chain(pipeline.apply("Source", Create.of(1, 2)), "Step", 99);
    for (int i = 0; i < 10; i++) {
      chain(deep, "Branch" + i + "-", 50);
    }

    StageGraph graph = assertSound(Pipelines.translate(pipeline));

    assertEquals(2, graph.stages().size());
    assertEquals(1, graph.edges().size());
  }

  @Test
  void whatFollowsASingleInstanceStaysOneInstance() {
    PCollection<byte[]> impulse = pipeline.apply("Impulse", Impulse.create());
    chain(impulse.apply("Number", ParDo.of(new Number())), "Step", 150);

    StageGraph graph = assertSound(Pipelines.translate(pipeline));

    assertEquals(List.of(false, false), graph.stages().stream().map(Stage::parallel).toList());
  }

  @Test
  void flattenOfDeepChainsAndItsClonesAreCutToo() {
    PCollection<Integer> one = chain(pipeline.apply("One", Create.of(1, 2)), "A", 99);
    PCollection<Integer> two = chain(pipeline.apply("Two", Create.of(1, 2)), "B", 60);
    PCollection<Integer> flat =
        PCollectionList.of(one).and(two).apply("Flat", Flatten.pCollections());
    chain(flat, "C", 150).apply("Keys", WithKeys.of("key")).apply("Group", GroupByKey.create());

    StageGraph graph = assertSound(Pipelines.translate(pipeline));

    for (Stage stage : graph.stages()) {
      assertTrue(stage.operators().size() <= 100, stage.name());
    }
  }

  @Test
  void flattensInARowAreCutToo() {
    PCollection<Integer> numbers = pipeline.apply("Source", Create.of(1, 2));
    for (int i = 0; i < 300; i++) {
      PCollection<Integer> same = numbers.apply("Same" + i, ParDo.of(new Same()));
      same.apply("Reader" + i, ParDo.of(new Same()));
      numbers = PCollectionList.of(numbers).and(same).apply("Flat" + i, Flatten.pCollections());
    }

    StageGraph graph = assertSound(Pipelines.translate(pipeline));

    assertTrue(graph.stages().size() >= 6, graph.stages().size() + " stages");
  }

  @Test
  void fiveHundredSourcesFlowIntoOneGrouping() {
    PCollectionList<Integer> sources = PCollectionList.empty(pipeline);
    for (int i = 0; i < 500; i++) {
      sources = sources.and(pipeline.apply("Source" + i, Create.of(i, i)));
    }
    sources
        .apply("Flat", Flatten.pCollections())
        .apply("Keys", WithKeys.of("key"))
        .apply("Group", GroupByKey.create());

    StageGraph graph =
        assertTimeoutPreemptively(LIMIT, () -> assertSound(Pipelines.translate(pipeline)));

    assertEquals(502, graph.stages().size());
    assertEquals(501, graph.edges().size());
  }

  @Test
  void deeplyNestedCompositeIsReadThrough() {
    pipeline.apply("Source", Create.of(1, 2)).apply("Nest", new Nested(500));

    assertEquals(2, Pipelines.translate(pipeline).stages().get(0).operators().size());
  }
}
