/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import static dev.millrace.translation.graph.StageGraphAssertions.all;
import static dev.millrace.translation.graph.StageGraphAssertions.assertSound;
import static dev.millrace.translation.graph.StageGraphAssertions.only;
import static dev.millrace.translation.graph.StageGraphAssertions.stageOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import dev.millrace.translation.graph.OperatorSpec.GroupByKey;
import dev.millrace.translation.graph.StageGraph;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.Impulse;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class PrimitivesTranslationTest {
  private static final Duration MINUTE = Duration.standardMinutes(1);
  private final Pipeline pipeline = Pipelines.create();

  private PCollection<KV<String, Integer>> pairs() {
    return pipeline.apply("Pairs", Create.of(KV.of("a", 1), KV.of("b", 2)));
  }

  private StageGraph translate(String... disabled) {
    return assertSound(Pipelines.translate(pipeline, disabled));
  }

  static final class Forget<T> extends DoFn<T, String> {
    @ProcessElement
    public void processElement() {}
  }

  private static <T> PTransform<PCollection<? extends T>, PCollection<String>> forget() {
    return ParDo.of(new Forget<T>());
  }

  @Test
  void emptyPipelineIsEmptyGraph() {
    assertEquals(List.of(), translate().stages());
  }

  @Test
  void impulse() {
    pipeline.apply("Impulse", Impulse.create()).apply("Reader", forget());

    StageGraph graph = translate();

    assertEquals("Impulse", only(graph, OperatorSpec.Impulse.class).transform());
    assertFalse(graph.stages().get(0).parallel());
  }

  @Test
  void createIsReadOfItsElements() {
    pairs().apply("Reader", forget());

    StageGraph graph = translate();

    OperatorSpec.ReadBounded read = only(graph, OperatorSpec.ReadBounded.class);
    assertEquals("Pairs/Read(CreateSource)", read.transform());
    assertTrue(graph.stages().get(0).parallel());
    assertTrue(graph.collections().get(read.output()).bounded());
  }

  @Test
  void readOfUnboundedSource() {
    pipeline.apply("Sequence", GenerateSequence.from(0)).apply("Reader", forget());

    StageGraph graph = translate();

    OperatorSpec.ReadUnbounded read = only(graph, OperatorSpec.ReadUnbounded.class);
    assertFalse(graph.collections().get(read.output()).bounded());
  }

  @Test
  void testStreamKeepsItsEvents() {
    TestStream<String> stream =
        TestStream.create(StringUtf8Coder.of())
            .addElements("a", "b")
            .advanceProcessingTime(MINUTE)
            .advanceWatermarkToInfinity();
    pipeline.apply("Stream", stream).apply("Reader", forget());

    StageGraph graph = translate();

    assertEquals(stream.getEvents(), only(graph, OperatorSpec.PlayTestStream.class).events());
    assertFalse(graph.stages().get(0).parallel());
  }

  @Test
  void groupingHasWindowingOfItsInput() {
    Sessions sessions = Sessions.withGapDuration(MINUTE);
    pairs()
        .apply("Window", Window.into(sessions))
        .apply("First", Grouping.create())
        .apply("Second", Grouping.create());

    List<GroupByKey> groups = all(translate(), GroupByKey.class);

    assertEquals(sessions, groups.get(0).windowing().getWindowFn());
    assertTrue(groups.get(0).windowing().needsMerge());
    assertFalse(groups.get(1).windowing().needsMerge(), "merged once and for all");
    assertEquals(new Aggregation.Values(VarIntCoder.of()), groups.get(0).aggregation());
  }

  @Test
  void windowConfigurationChangesTheCollectionOnly() {
    pairs()
        .apply(
            "Configure",
            Window.<KV<String, Integer>>configure()
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(MINUTE)
                .discardingFiredPanes())
        .apply("Group", Grouping.create());

    StageGraph graph = translate();

    GroupByKey group = only(graph, GroupByKey.class);
    assertEquals(MINUTE, group.windowing().getAllowedLateness());
    assertEquals(group.windowing(), graph.collections().get(group.input()).windowing());
    assertEquals(List.of(), all(graph, OperatorSpec.AssignWindows.class));
  }

  @Test
  void assignmentOfWindows() {
    FixedWindows windows = FixedWindows.of(MINUTE);
    pairs().apply("Window", Window.into(windows)).apply("Reader", forget());

    assertEquals(windows, only(translate(), OperatorSpec.AssignWindows.class).windowFn());
  }

  @Test
  void combinePerKeyIsLifted() {
    pairs().apply("Sum", Sum.integersPerKey());

    StageGraph graph = translate();

    OperatorSpec.LiftedCombine lifted = only(graph, OperatorSpec.LiftedCombine.class);
    GroupByKey group = only(graph, GroupByKey.class);
    assertInstanceOf(Aggregation.MergeAccumulators.class, group.aggregation());
    assertEquals("Sum", lifted.transform());
    assertEquals(VarIntCoder.of(), lifted.combine().inputCoder());
    assertEquals(3, graph.rewrites().size());
  }

  @Test
  void whenLiftingIsOff_thenCombineIsOneOperator() {
    pairs().apply("Sum", Sum.integersPerKey());

    GroupByKey group = only(translate("combiner-lifting"), GroupByKey.class);

    assertInstanceOf(Aggregation.Combine.class, group.aggregation());
  }

  @Test
  void whenFusionIsOff_thenCombineRunsItsExpansion() {
    pairs().apply("Sum", Sum.integersPerKey());

    GroupByKey group = only(translate("combine-fusion"), GroupByKey.class);

    assertInstanceOf(Aggregation.Values.class, group.aggregation());
  }

  @Test
  void hotKeysAreCombinedTwice() {
    pairs()
        .apply(
            "Sum", Combine.<String, Integer, Integer>perKey(Sum.ofIntegers()).withHotKeyFanout(5))
        .apply("Reader", forget());

    StageGraph graph = translate("flatten-unzipping");

    assertEquals(2, all(graph, GroupByKey.class).size());
    assertEquals(2, all(graph, OperatorSpec.LiftedCombine.class).size());
  }

  @Test
  void reshufflesAndRedistributesAreExchanges() {
    pairs()
        .apply("ByKey", Reshuffle.of())
        .apply("ViaRandomKey", Reshuffle.viaRandomKey())
        .apply("RedistributeByKey", Redistribute.byKey())
        .apply("Arbitrarily", Redistribute.arbitrarily())
        .apply("Reader", forget());

    StageGraph graph = translate();

    List<OperatorSpec.Redistribute> redistributes = all(graph, OperatorSpec.Redistribute.class);
    assertEquals(
        List.of("ByKey", "ViaRandomKey", "RedistributeByKey", "Arbitrarily"),
        redistributes.stream().map(OperatorSpec.Redistribute::transform).toList());
    assertEquals(
        List.of(
            new Exchange.ByKey(StringUtf8Coder.of()),
            new Exchange.Rebalance(),
            new Exchange.ByKey(StringUtf8Coder.of()),
            new Exchange.Rebalance()),
        graph.edges().stream().map(Edge::exchange).toList());
    assertEquals(List.of(), all(graph, GroupByKey.class));
  }

  @Test
  void whenRedistributeIsOff_thenReshuffleRunsItsExpansion() {
    pairs().apply("Shuffle", Reshuffle.viaRandomKey()).apply("Reader", forget());

    StageGraph graph = translate("redistribute");

    only(graph, GroupByKey.class);
    assertEquals(List.of(), all(graph, OperatorSpec.Redistribute.class));
  }

  @Test
  void flattenAcrossSourcesFeedingExchangeAndParDo() {
    PCollection<KV<String, Integer>> other =
        pipeline.apply("Other", Create.of(KV.of("b", 2), KV.of("c", 3)));
    PCollection<KV<String, Integer>> flat =
        PCollectionList.of(pairs()).and(other).apply("Flat", Flatten.pCollections());
    flat.apply("Sum", Grouping.create());
    flat.apply("Reader", forget());

    StageGraph graph = translate("flatten-unzipping");

    assertEquals(4, graph.stages().size());
    assertEquals(2, graph.edgesInto(stageOf(graph, "Flat")).size());
  }

  @Test
  void flattenOfCollectionWithItselfReadsItTwice() {
    PCollection<KV<String, Integer>> pairs = pairs();
    PCollectionList.of(pairs)
        .and(pairs)
        .apply("Flat", Flatten.pCollections())
        .apply("Reader", forget());

    OperatorSpec.Flatten flatten = only(translate(), OperatorSpec.Flatten.class);

    assertEquals(2, flatten.inputs().size());
    assertEquals(flatten.inputs().get(0), flatten.inputs().get(1));
  }

  @Test
  void emptyFlattenIsSource() {
    PCollectionList.<String>empty(pipeline)
        .apply("Flat", Flatten.pCollections())
        .setCoder(StringUtf8Coder.of())
        .apply("Reader", forget());

    StageGraph graph = translate();

    assertEquals(1, graph.stages().size());
    assertFalse(graph.stages().get(0).parallel());
  }

  @Test
  void compositeThatReturnsItsInputDisappears() {
    pairs().apply("Identity", new Identity<>()).apply("Reader", forget());

    assertEquals(2, translate().stages().get(0).operators().size());
  }

  static final class Identity<T> extends PTransform<PCollection<T>, PCollection<T>> {
    @Override
    public PCollection<T> expand(PCollection<T> input) {
      return input;
    }
  }
}
