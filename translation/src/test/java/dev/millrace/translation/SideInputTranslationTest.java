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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.MaterializeView;
import dev.millrace.translation.graph.ParDoSpec;
import dev.millrace.translation.graph.StageGraph;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.CombineWithContext;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class SideInputTranslationTest {
  private final Pipeline pipeline = Pipelines.create();
  private final PCollection<Integer> numbers = pipeline.apply("Numbers", Create.of(1, 2));

  static final class Nothing extends DoFn<Integer, Integer> {
    @ProcessElement
    public void processElement() {}
  }

  static final class Named extends DoFn<Integer, Integer> {
    @ProcessElement
    public void processElement(@SideInput("sum") Integer sum) {}
  }

  @Test
  void viewIsMaterialisedOnceForAllReaders() {
    PCollectionView<List<Integer>> view =
        pipeline.apply("Side", Create.of(3)).apply("View", View.asList());
    numbers.apply("One", ParDo.of(new Nothing()).withSideInputs(view));
    numbers.apply("Two", ParDo.of(new Nothing()).withSideInputs(view));

    StageGraph graph = assertSound(Pipelines.translate(pipeline));

    MaterializeView materialize = only(graph, MaterializeView.class);
    assertEquals("View/View.CreatePCollectionView", materialize.transform());
    assertEquals(view, materialize.view());
    assertEquals(List.of("One", "Two"), readers(graph));
  }

  private static List<String> readers(StageGraph graph) {
    return all(graph, OperatorSpec.ParDo.class).stream()
        .filter(parDo -> parDo.sideInputs().size() == 1)
        .map(parDo -> parDo.transform().substring(0, parDo.transform().indexOf('/')))
        .toList();
  }

  @Test
  void viewThatNobodyReadsIsNotMaterialised() {
    numbers.apply("View", View.asIterable());

    assertEquals(List.of(), all(Pipelines.translate(pipeline), MaterializeView.class));
  }

  @Test
  void viewHasWindowingAndCoderOfItsElements() {
    FixedWindows windows = FixedWindows.of(Duration.standardMinutes(1));
    PCollection<Integer> windowed = numbers.apply("Window", Window.into(windows));
    PCollectionView<Iterable<Integer>> view = windowed.apply(View.asIterable());
    windowed.apply("Reader", ParDo.of(new Nothing()).withSideInputs(view));

    StageGraph graph = assertSound(Pipelines.translate(pipeline));

    MaterializeView materialize = only(graph, MaterializeView.class);
    assertEquals(VarIntCoder.of(), materialize.elementCoder());
    assertEquals(windows, materialize.windowing().getWindowFn());
    assertNotEquals(
        stageOf(graph, "Window/Window.Assign"), stageOf(graph, "Reader/ParMultiDo(Nothing)"));
  }

  @Test
  void namedSideInputIsFoundUnderItsName() {
    PCollectionView<Integer> sum = numbers.apply("Sum", Sum.integersGlobally().asSingletonView());
    numbers.apply("Reader", ParDo.of(new Named()).withSideInput("sum", sum));

    StageGraph graph = assertSound(Pipelines.translate(pipeline));

    ParDoSpec reader =
        all(graph, OperatorSpec.ParDo.class).stream()
            .map(OperatorSpec.ParDo::parDo)
            .filter(parDo -> !parDo.sideInputs().isEmpty())
            .findFirst()
            .orElseThrow();
    assertEquals(Map.of("sum", sum), reader.sideInputMapping());
    assertEquals(sum, reader.sideInputs().get(0).view());
  }

  @Test
  void combineWithSideInputsRunsItsExpansion() {
    PCollectionView<Integer> side =
        pipeline.apply("Side", Create.of(3)).apply("View", View.asSingleton());
    numbers.apply(
        "Combine", Combine.globally(new SumWithContext()).withSideInputs(side).withoutDefaults());

    StageGraph graph = assertSound(Pipelines.translate(pipeline));

    OperatorSpec.GroupByKey group =
        all(graph, OperatorSpec.GroupByKey.class).stream()
            .filter(candidate -> candidate.transform().startsWith("Combine/"))
            .findFirst()
            .orElseThrow();
    assertInstanceOf(OperatorSpec.Aggregation.Values.class, group.aggregation());
    only(graph, MaterializeView.class);
  }

  static final class SumWithContext
      extends CombineWithContext.CombineFnWithContext<Integer, Integer, Integer> {
    @Override
    public Integer createAccumulator(CombineWithContext.Context context) {
      return 0;
    }

    @Override
    public Integer addInput(Integer accumulator, Integer input, CombineWithContext.Context c) {
      return accumulator + input;
    }

    @Override
    public Integer mergeAccumulators(
        Iterable<Integer> accumulators, CombineWithContext.Context context) {
      Integer sum = 0;
      for (int accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Integer extractOutput(Integer accumulator, CombineWithContext.Context context) {
      return accumulator;
    }
  }
}
