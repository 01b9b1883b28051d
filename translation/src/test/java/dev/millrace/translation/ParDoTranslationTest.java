/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import static dev.millrace.translation.graph.StageGraphAssertions.assertSound;
import static dev.millrace.translation.graph.StageGraphAssertions.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.ParDoSpec;
import dev.millrace.translation.graph.StageGraph;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class ParDoTranslationTest {
  private final Pipeline pipeline = Pipelines.create();
  private final PCollection<KV<String, Integer>> pairs =
      pipeline.apply("Pairs", Create.of(KV.of("a", 1), KV.of("b", 2)));
  private final PCollection<String> words = pipeline.apply("Words", Create.of("a", "b"));

  private StageGraph translate() {
    return assertSound(Pipelines.translate(pipeline));
  }

  static class WithState extends DoFn<KV<String, Integer>, String> {
    @StateId("state")
    private final StateSpec<ValueState<Integer>> state = StateSpecs.value();

    @ProcessElement
    public void processElement(@StateId("state") ValueState<Integer> value) {}
  }

  static class WithTimer extends DoFn<KV<String, Integer>, String> {
    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement() {}

    @OnTimer("timer")
    public void onTimer() {}
  }

  static class WithTimerFamily extends DoFn<KV<String, Integer>, String> {
    @TimerFamily("family")
    final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement() {}

    @OnTimerFamily("family")
    public void onTimer() {}
  }

  static class WithExpiration extends DoFn<KV<String, Integer>, String> {
    @StateId("state")
    private final StateSpec<ValueState<Integer>> state = StateSpecs.value();

    @ProcessElement
    public void processElement() {}

    @OnWindowExpiration
    public void expire() {}
  }

  static class WithSortedInput extends DoFn<KV<String, Integer>, String> {
    @ProcessElement
    @RequiresTimeSortedInput
    public void processElement() {}
  }

  @Test
  void whateverWorksKeyByKeyIsStateful() {
    List<DoFn<KV<String, Integer>, String>> fns =
        List.of(
            new WithState(),
            new WithTimer(),
            new WithTimerFamily(),
            new WithExpiration(),
            new WithSortedInput());
    for (DoFn<KV<String, Integer>, String> fn : fns) {
      Pipeline single = Pipelines.create();
      single.apply(Create.of(KV.of("a", 1), KV.of("b", 2))).apply("State", ParDo.of(fn));

      StageGraph graph = assertSound(Pipelines.translate(single));

      OperatorSpec.StatefulParDo stateful = only(graph, OperatorSpec.StatefulParDo.class);
      assertEquals(StringUtf8Coder.of(), stateful.keyCoder());
      assertEquals(new Exchange.ByKey(StringUtf8Coder.of()), graph.edges().get(0).exchange());
    }
  }

  static final class StableElements extends DoFn<KV<String, Integer>, String> {
    @ProcessElement
    @RequiresStableInput
    public void processElement() {}
  }

  static final class StableTimer extends DoFn<KV<String, Integer>, String> {
    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement() {}

    @OnTimer("timer")
    @RequiresStableInput
    public void onTimer() {}
  }

  static final class StableTimerFamily extends DoFn<KV<String, Integer>, String> {
    @TimerFamily("family")
    final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void processElement() {}

    @OnTimerFamily("family")
    @RequiresStableInput
    public void onTimer() {}
  }

  static final class StableExpiration extends DoFn<KV<String, Integer>, String> {
    @StateId("state")
    private final StateSpec<ValueState<Integer>> state = StateSpecs.value();

    @ProcessElement
    public void processElement() {}

    @OnWindowExpiration
    @RequiresStableInput
    public void expire() {}
  }

  private static ParDoSpec specOf(DoFn<KV<String, Integer>, String> fn) {
    Pipeline single = Pipelines.create();
    single.apply(Create.of(KV.of("a", 1), KV.of("b", 2))).apply("Tested", ParDo.of(fn));
    return Pipelines.translate(single).stages().stream()
        .flatMap(stage -> stage.operators().stream())
        .filter(operator -> operator.transform().startsWith("Tested"))
        .map(operator -> ((OperatorSpec.DoFnCall) operator).parDo())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void stableInputIsRequiredByWhicheverMethodSaysSo() {
    for (DoFn<KV<String, Integer>, String> fn :
        List.of(
            new StableElements(),
            new StableTimer(),
            new StableTimerFamily(),
            new StableExpiration())) {
      assertTrue(specOf(fn).stableInput(), () -> fn.getClass().getSimpleName());
    }
    assertFalse(specOf(new WithTimer()).stableInput());
  }

  @Test
  void filesAreMovedToTheirFinalNamesByAFunctionWithStableInput() {
    words.apply("Write", TextIO.write().to("/nowhere/words"));

    List<String> stable =
        translate().stages().stream()
            .flatMap(stage -> stage.operators().stream())
            .filter(OperatorSpec.DoFnCall.class::isInstance)
            .filter(operator -> ((OperatorSpec.DoFnCall) operator).parDo().stableInput())
            .map(OperatorSpec::transform)
            .toList();

    assertEquals(1, stable.size(), stable::toString);
    assertTrue(stable.get(0).contains("Finalize"), stable::toString);
  }

  @Test
  void operatorIsNamedAfterTheStepInMetrics() {
    pairs.apply("Outer step", ParDo.of(new WithState()));

    assertEquals(
        "Outer step/ParMultiDo(WithState)",
        only(translate(), OperatorSpec.StatefulParDo.class).transform());
  }

  static final class Split extends DoFn<String, String> {
    static final TupleTag<String> MAIN = new TupleTag<>("main") {};
    static final TupleTag<Integer> SIZES = new TupleTag<>("sizes") {};
    static final TupleTag<String> UNREAD = new TupleTag<>("unread") {};

    @ProcessElement
    public void processElement() {}
  }

  @Test
  void everyDeclaredOutputHasCoderAndOnlyReadOnesHaveCollections() {
    PCollectionTuple outputs =
        words.apply(
            "Split",
            ParDo.of(new Split())
                .withOutputTags(Split.MAIN, TupleTagList.of(Split.SIZES).and(Split.UNREAD)));
    PCollection<Integer> sizes = outputs.get(Split.SIZES);
    sizes.apply("Reader", ParDo.of(new Forget<>()));

    StageGraph graph = translate();

    ParDoSpec split =
        graph.stages().stream()
            .flatMap(stage -> stage.operators().stream())
            .filter(operator -> operator.transform().equals("Split"))
            .map(operator -> ((OperatorSpec.ParDo) operator).parDo())
            .findFirst()
            .orElseThrow();
    assertEquals(Split.MAIN, split.mainOutput());
    assertEquals(
        Map.of(
            Split.MAIN, StringUtf8Coder.of(),
            Split.SIZES, VarIntCoder.of(),
            Split.UNREAD, StringUtf8Coder.of()),
        split.outputCoders());
    assertEquals(List.of(Split.SIZES), List.copyOf(split.outputs().keySet()));
  }

  @Test
  void functionIsCopiedSoThatUserAndInstancesShareNothing() {
    Forget<String> fn = new Forget<>();
    words.apply(ParDo.of(fn));

    ParDoSpec parDo = only(translate(), OperatorSpec.ParDo.class).parDo();

    assertInstanceOf(Forget.class, parDo.fn().thaw());
    assertNotSame(parDo.fn().thaw(), parDo.fn().thaw());
  }

  static final class Forget<T> extends DoFn<T, String> {
    @ProcessElement
    public void processElement() {}
  }

  static final class Bounded extends DoFn<String, String> {
    @ProcessElement
    public void processElement(RestrictionTracker<OffsetRange, Long> tracker) {}

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 1);
    }
  }

  @DoFn.UnboundedPerElement
  static final class Unbounded extends DoFn<String, String> {
    @ProcessElement
    public ProcessContinuation processElement(
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator) {
      return ProcessContinuation.stop();
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, 1);
    }

    @GetInitialWatermarkEstimatorState
    public Instant initialState() {
      return Instant.EPOCH;
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.Manual newEstimator(@WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.Manual(state);
    }
  }

  @Test
  void boundedSplittableFunctionIsSplitAndProcessedBehindRebalance() {
    words.apply("Sdf", ParDo.of(new Bounded()));

    StageGraph graph = translate();

    OperatorSpec.SplitRestriction split = only(graph, OperatorSpec.SplitRestriction.class);
    OperatorSpec.ProcessRestriction process = only(graph, OperatorSpec.ProcessRestriction.class);
    assertEquals(split.output(), process.input());
    assertEquals(split.transform(), process.transform());
    assertEquals(new Exchange.Rebalance(), graph.edges().get(0).exchange());
    assertEquals(
        KvCoder.of(
            KvCoder.of(
                StringUtf8Coder.of(),
                KvCoder.of(SerializableCoder.of(OffsetRange.class), VoidCoder.of())),
            DoubleCoder.of()),
        graph.collections().get(split.output()).coder());
    assertTrue(graph.collections().get(split.output()).bounded());
  }

  @Test
  void unboundedSplittableFunctionCarriesStateOfItsWatermarkEstimator() {
    PCollection<String> output = words.apply("Sdf", ParDo.of(new Unbounded()));
    output.apply("Reader", ParDo.of(new Forget<>()));

    StageGraph graph = translate();

    OperatorSpec.SplitRestriction split = only(graph, OperatorSpec.SplitRestriction.class);
    KvCoder<?, ?> restrictions = (KvCoder<?, ?>) graph.collections().get(split.output()).coder();
    KvCoder<?, ?> elementAndRestriction = (KvCoder<?, ?>) restrictions.getKeyCoder();
    assertEquals(
        KvCoder.of(SerializableCoder.of(OffsetRange.class), InstantCoder.of()),
        elementAndRestriction.getValueCoder());
    int processed = only(graph, OperatorSpec.ProcessRestriction.class).outputs().get(0);
    assertFalse(graph.collections().get(processed).bounded());
  }
}
