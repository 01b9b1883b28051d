/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;

/** Pipelines each of which never comes to an end in another place. */
enum EndlessWork {
  FAN_OUT_TO_A_FUSED_FUNCTION(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new EndlessOutputs.FanOut(endless)))
              .apply("Take", ParDo.of(new EndlessOutputs.Take(endless)))),

  FAN_OUT_TO_NOBODY(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new EndlessOutputs.FanOut(endless)))),

  FAN_OUT_TO_A_SIDE_OUTPUT_THAT_NOBODY_READS(
      (pipeline, endless) -> {
        TupleTag<Integer> main = new TupleTag<>() {};
        TupleTag<Integer> side = new TupleTag<>() {};
        pipeline
            .apply(Create.of(1))
            .apply(
                "FanOut",
                ParDo.of(new EndlessOutputs.FanOutAside(endless, side))
                    .withOutputTags(main, TupleTagList.of(side)));
      }),

  FAN_OUT_WITH_TIMESTAMPS_THROUGH_WINDOWS(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new EndlessOutputs.FanOutInTime(endless)))
              .apply(Window.into(SlidingWindows.of(Duration.millis(100)).every(Duration.millis(1))))
              .apply("Take", ParDo.of(new EndlessOutputs.Take(endless)))),

  FAN_OUT_THAT_SWALLOWS_EXCEPTIONS(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new EndlessOutputs.FanOutWhateverComes(endless)))
              .apply("Middle", ParDo.of(new EndlessOutputs.FanOutWhateverComes(endless)))
              .apply("Take", ParDo.of(new EndlessOutputs.Take(endless)))),

  FAN_OUT_OF_FINISH_BUNDLE(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new EndlessOutputs.FanOutAtTheEnd(endless)))),

  FAN_OUT_OF_A_TIMER(
      (pipeline, endless) ->
          keyed(pipeline, 1)
              .apply("FanOut", ParDo.of(new EndlessOutputs.FanOutOfTimer(endless)))
              .apply("Take", ParDo.of(new EndlessOutputs.Take(endless)))),

  FAN_OUT_TO_AN_EXCHANGE(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new EndlessOutputs.FanOut(endless)))
              .apply(Reshuffle.viaRandomKey())
              .apply("Take", ParDo.of(new EndlessOutputs.Take(endless)))),

  FAN_OUT_TO_A_LIFTED_COMBINE(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new EndlessOutputs.FanOut(endless)))
              .apply(WithKeys.of((Integer i) -> 1))
              .setCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of()))
              .apply(Sum.integersPerKey())),

  FAN_OUT_TO_A_SIDE_INPUT(
      (pipeline, endless) -> {
        PCollectionView<List<Integer>> view =
            pipeline
                .apply("View", Create.of(1))
                .apply("FanOut", ParDo.of(new EndlessOutputs.FanOut(endless)))
                .apply("Take", ParDo.of(new EndlessOutputs.Take(endless)))
                .apply(View.asList());
        pipeline
            .apply(Create.of(1))
            .apply("Nothing", ParDo.of(new EndlessOutputs.FanOut(endless)).withSideInputs(view));
      }),

  A_TIMER_OF_EVENT_TIME_THAT_LOOPS(
      (pipeline, endless) ->
          keyed(pipeline, 1).apply("Loop", ParDo.of(new EndlessTimers.LoopInEventTime(endless)))),

  A_TIMER_OF_PROCESSING_TIME_THAT_LOOPS(
      (pipeline, endless) ->
          pipeline
              .apply(GenerateSequence.from(0).withRate(1, Duration.standardDays(1)))
              .apply(WithKeys.of((Long i) -> 1))
              .setCoder(KvCoder.of(VarIntCoder.of(), VarLongCoder.of()))
              .apply("Loop", ParDo.of(new EndlessTimers.LoopInProcessingTime(endless)))),

  CLAIMS_OF_A_RESTRICTION(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("Claim", ParDo.of(new EndlessRestrictions.Claim(endless)))),

  PARTS_OF_A_RESTRICTION(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("Split", ParDo.of(new EndlessRestrictions.SplitForEver(endless)))),

  SIZES_OF_THE_PARTS_OF_A_RESTRICTION(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("Size", ParDo.of(new EndlessRestrictions.SizeSlowly(endless)))),

  A_GROUP_IN_MEMORY(
      (pipeline, endless) ->
          keyed(pipeline, 1_000)
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new EndlessGroups.IterateGroup(endless)))),

  A_SMALL_GROUP_IN_MEMORY(
      (pipeline, endless) ->
          keyed(pipeline, 3)
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new EndlessGroups.IterateGroup(endless)))),

  A_GROUP_OF_SEVERAL_SLICES(
      (pipeline, endless) ->
          keyed(pipeline, 1_000)
              .apply(Window.into(SlidingWindows.of(Duration.millis(10)).every(Duration.millis(1))))
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new EndlessGroups.IterateGroup(endless)))),

  A_GROUP_OF_A_SESSION(
      (pipeline, endless) ->
          keyed(pipeline, 1_000)
              .apply(Window.into(Sessions.withGapDuration(Duration.millis(10))))
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new EndlessGroups.IterateGroup(endless)))),

  A_GROUP_OF_AN_EARLY_PANE(
      (pipeline, endless) ->
          keyed(pipeline, 1_000)
              .apply(
                  Window.<KV<Integer, Integer>>into(FixedWindows.of(Duration.standardDays(1)))
                      .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(500)))
                      .withAllowedLateness(Duration.ZERO)
                      .accumulatingFiredPanes())
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new EndlessGroups.IterateGroup(endless)))),

  A_GROUP_ON_FILE(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(IntStream.range(0, 64).boxed().toList()))
              .apply("Blocks", ParDo.of(new EndlessGroups.Blocks()))
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new EndlessGroups.IterateBlocks(endless)))),

  A_SIDE_INPUT_THAT_IS_A_LIST(
      (pipeline, endless) -> {
        PCollectionView<List<Integer>> view = numbers(pipeline, 1_000).apply(View.asList());
        pipeline
            .apply(Create.of(1))
            .apply(
                "Iterate",
                ParDo.of(new EndlessGroups.IterateSideInput<>(endless, view)).withSideInputs(view));
      }),

  A_SIDE_INPUT_THAT_IS_AN_ITERABLE(
      (pipeline, endless) -> {
        PCollectionView<Iterable<Integer>> view = numbers(pipeline, 1_000).apply(View.asIterable());
        pipeline
            .apply(Create.of(1))
            .apply(
                "Iterate",
                ParDo.of(new EndlessGroups.IterateSideInput<>(endless, view)).withSideInputs(view));
      }),

  THE_VALUES_OF_A_SIDE_INPUT_THAT_IS_A_MULTIMAP(
      (pipeline, endless) -> {
        PCollectionView<Map<Integer, Iterable<Integer>>> view =
            numbers(pipeline, 1_000)
                .apply(WithKeys.of((Integer i) -> 1))
                .setCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of()))
                .apply(View.asMultimap());
        pipeline
            .apply(Create.of(1))
            .apply(
                "Iterate",
                ParDo.of(new EndlessGroups.IterateMultimap(endless, view)).withSideInputs(view));
      }),

  A_BAG(
      (pipeline, endless) ->
          keyed(pipeline, 1_000).apply(ParDo.of(new EndlessStates.ReadBag(endless)))),

  A_MAP(
      (pipeline, endless) ->
          keyed(pipeline, 1_000).apply(ParDo.of(new EndlessStates.ReadMap(endless)))),

  A_SET(
      (pipeline, endless) ->
          keyed(pipeline, 1_000).apply(ParDo.of(new EndlessStates.ReadSet(endless)))),

  A_MULTIMAP(
      (pipeline, endless) ->
          keyed(pipeline, 1_000).apply(ParDo.of(new EndlessStates.ReadMultimap(endless)))),

  AN_ORDERED_LIST(
      (pipeline, endless) ->
          keyed(pipeline, 1_000).apply(ParDo.of(new EndlessStates.ReadOrderedList(endless)))),

  A_BOUNDED_SOURCE_OF_WHICH_NOTHING_IS_LEFT(
      (pipeline, endless) ->
          pipeline
              .apply(Read.from(new EndlessRestrictions.EndlessSource(endless)))
              .apply(Filter.by((Integer i) -> i < 0))
              .apply("Take", ParDo.of(new EndlessOutputs.Take(endless)))),

  A_BOUNDED_SOURCE_BEFORE_A_SLOW_FUNCTION(
      (pipeline, endless) ->
          pipeline
              .apply(Read.from(new EndlessRestrictions.EndlessSource(endless)))
              .apply("Compute", ParDo.of(new EndlessComputation.Compute(endless)))),

  A_BOUNDED_SOURCE_BEFORE_FLATTEN_AND_COMBINE(
      (pipeline, endless) ->
          PCollectionList.of(
                  pipeline.apply(Read.from(new EndlessRestrictions.EndlessSource(endless))))
              .and(pipeline.apply("Other", Create.of(1)))
              .apply(Flatten.pCollections())
              .apply("Pass", ParDo.of(new EndlessOutputs.Pass(endless)))
              .apply(Reshuffle.viaRandomKey())
              .apply(Combine.globally(Sum.ofIntegers()))),

  THE_KEYS_OF_A_WINDOW(
      (pipeline, endless) ->
          manyKeys(pipeline)
              .apply(GroupByKey.create())
              .apply("Compute", ParDo.of(new EndlessComputation.Compute(endless)))),

  THE_KEYS_OF_A_COMBINE(
      (pipeline, endless) ->
          manyKeys(pipeline)
              .apply(Sum.integersPerKey())
              .apply("Compute", ParDo.of(new EndlessComputation.Compute(endless)))),

  THE_KEYS_OF_A_TRIGGERED_WINDOW(
      (pipeline, endless) ->
          manyKeys(pipeline)
              .apply(
                  Window.<KV<Integer, Integer>>into(FixedWindows.of(Duration.standardDays(1)))
                      .triggering(
                          AfterWatermark.pastEndOfWindow()
                              .withLateFirings(AfterPane.elementCountAtLeast(1)))
                      .withAllowedLateness(Duration.standardDays(1))
                      .accumulatingFiredPanes())
              .apply(GroupByKey.create())
              .apply("Compute", ParDo.of(new EndlessComputation.Compute(endless)))),

  THE_KEYS_OF_A_WINDOW_THAT_EXPIRES(
      (pipeline, endless) ->
          manyKeys(pipeline)
              .apply("Expire", ParDo.of(new EndlessComputation.ExpireSlowly(endless)))),

  THE_WINDOWS_OF_AN_ELEMENT(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply(
                  Window.into(
                      SlidingWindows.of(Duration.millis(200_000)).every(Duration.millis(1))))
              .apply("Compute", ParDo.of(new EndlessComputation.ComputeInWindow(endless)))),

  FINALIZERS(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("Finalize", ParDo.of(new EndlessComputation.FinalizeSlowly(endless))));

  private final BiConsumer<Pipeline, Endless> build;

  EndlessWork(BiConsumer<Pipeline, Endless> build) {
    this.build = build;
  }

  /** Adds the work to {@code pipeline}. */
  void addTo(Pipeline pipeline, Endless endless) {
    build.accept(pipeline, endless);
  }

  /** Options that the work needs. */
  List<String> options() {
    return this == A_GROUP_ON_FILE ? List.of("--groupingMemoryMb=1") : List.of();
  }

  private static PCollection<Integer> numbers(Pipeline pipeline, int count) {
    return pipeline.apply("Numbers", Create.of(IntStream.range(0, count).boxed().toList()));
  }

  private static PCollection<KV<Integer, Integer>> keyed(Pipeline pipeline, int count) {
    return numbers(pipeline, count)
        .apply(WithKeys.of((Integer i) -> 1))
        .setCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of()));
  }

  private static PCollection<KV<Integer, Integer>> manyKeys(Pipeline pipeline) {
    return pipeline
        .apply(Create.of(1))
        .apply("Keys", ParDo.of(new EndlessComputation.ManyKeys()))
        .setCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of()));
  }
}
