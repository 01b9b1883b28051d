/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipelines without elements end, with what the model says comes of nothing. */
@Timeout(60)
class EmptyTest {
  private final Pipeline pipeline = TestPipelines.withOptions("--parallelism=3");

  @AfterEach
  void itRuns() {
    assertEquals(State.DONE, pipeline.run().getState());
  }

  private PCollection<KV<String, Long>> nothing() {
    return pipeline.apply(Create.empty(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of())));
  }

  @Test
  void aPipelineOfNothing() {}

  @Test
  void aSourceThatNobodyReads() {
    pipeline.apply(Create.of("a"));
  }

  @Test
  void groupsOfNothing() {
    PAssert.that(nothing().apply(GroupByKey.create())).empty();
    PAssert.that(
            pipeline
                .apply("More", Create.empty(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of())))
                .apply(Window.into(Sessions.withGapDuration(Duration.millis(5))))
                .apply(Sum.longsPerKey()))
        .empty();
  }

  @Test
  void aGlobalCombinationOfNothingIsItsDefault() {
    PAssert.thatSingleton(nothing().apply(Count.globally())).isEqualTo(0L);
  }

  @Test
  void inWindowsThereIsNoDefault() {
    // There are infinitely many empty windows.
    PAssert.that(
            nothing()
                .apply(Window.into(FixedWindows.of(Duration.millis(5))))
                .apply(Combine.globally(Count.<KV<String, Long>>combineFn()).withoutDefaults()))
        .empty();
  }

  /** Emits what is at its side. */
  static final class Sides extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<List<KV<String, Long>>> list;
    private final PCollectionView<Map<String, Long>> map;
    private final PCollectionView<Long> count;

    Sides(
        PCollectionView<List<KV<String, Long>>> list,
        PCollectionView<Map<String, Long>> map,
        PCollectionView<Long> count) {
      this.list = list;
      this.map = map;
      this.count = count;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(
          context.element()
              + new ArrayList<>(context.sideInput(list))
              + context.sideInput(map)
              + context.sideInput(count));
    }
  }

  @Test
  void sideInputsOfNothing() {
    PCollection<KV<String, Long>> nothing = nothing();
    PCollectionView<List<KV<String, Long>>> list = nothing.apply(View.asList());
    PCollectionView<Map<String, Long>> map = nothing.apply(View.asMap());
    PCollectionView<Long> count = nothing.apply(Count.globally()).apply(View.asSingleton());
    PAssert.that(
            pipeline
                .apply("Main", Create.of("a"))
                .apply(ParDo.of(new Sides(list, map, count)).withSideInputs(list, map, count)))
        .containsInAnyOrder("a[]{}0");
  }

  @Test
  void nothingWithSideInputs() {
    PCollectionView<Long> count =
        pipeline.apply("Side", Create.of("a")).apply(Count.globally()).apply(View.asSingleton());
    PCollection<KV<String, Long>> nothing = nothing();
    PCollectionView<List<KV<String, Long>>> list = nothing.apply(View.asList());
    PCollectionView<Map<String, Long>> map = nothing.apply(View.asMap());
    PAssert.that(
            pipeline
                .apply("Main", Create.empty(StringUtf8Coder.of()))
                .apply(ParDo.of(new Sides(list, map, count)).withSideInputs(list, map, count)))
        .empty();
  }

  /** Has state. */
  static final class Stateful extends DoFn<KV<String, Long>, Long> {
    private static final long serialVersionUID = 1L;

    @StateId("sum")
    private final StateSpec<ValueState<Long>> sum = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void process(@Element KV<String, Long> element, @StateId("sum") ValueState<Long> state) {
      state.write(element.getValue());
    }

    @OnWindowExpiration
    public void expire(@StateId("sum") ValueState<Long> state, OutputReceiver<Long> output) {
      output.output(state.read());
    }
  }

  @Test
  void aStatefulFunctionOfNothing() {
    PAssert.that(nothing().apply(ParDo.of(new Stateful()))).empty();
  }

  /** Has restrictions. */
  static final class Splittable extends DoFn<KV<String, Long>, Long> {
    private static final long serialVersionUID = 1L;
    private final long end;

    Splittable(long end) {
      this.end = end;
    }

    @ProcessElement
    public void process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output) {
      long position = tracker.currentRestriction().getFrom();
      while (tracker.tryClaim(position)) {
        output.output(position++);
      }
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, end);
    }
  }

  @Test
  void aSplittableFunctionOfNothing() {
    PAssert.that(nothing().apply(ParDo.of(new Splittable(10)))).empty();
  }

  @Test
  void aRestrictionOfNothing() {
    PAssert.that(pipeline.apply(Create.of(KV.of("a", 1L))).apply(ParDo.of(new Splittable(0))))
        .empty();
  }

  @Test
  void aFlattenOfNothing() {
    PAssert.that(
            PCollectionList.<Long>empty(pipeline)
                .apply(Flatten.pCollections())
                .setCoder(VarLongCoder.of()))
        .empty();
  }

  @Test
  void aFlattenOfSeveralNothings() {
    PCollection<KV<String, Long>> nothing = nothing();
    PAssert.that(
            PCollectionList.of(nothing).and(nothing).and(nothing).apply(Flatten.pCollections()))
        .empty();
  }

  @Test
  void exchangesOfNothing() {
    PAssert.that(nothing().apply(Reshuffle.viaRandomKey()).apply(Redistribute.arbitrarily()))
        .empty();
  }

  @Test
  void aStreamOfNothing() {
    PAssert.that(
            pipeline
                .apply(TestStream.create(VarLongCoder.of()).advanceWatermarkToInfinity())
                .apply(Window.into(FixedWindows.of(Duration.millis(5))))
                .apply(Count.perElement()))
        .empty();
  }
}
