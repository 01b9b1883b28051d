/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Pipelines each of which never comes to an end in another place. */
enum EndlessWork {
  FAN_OUT_TO_A_FUSED_FUNCTION(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new FanOut(endless)))
              .apply("Take", ParDo.of(new Take(endless)))),

  FAN_OUT_TO_NOBODY(
      (pipeline, endless) ->
          pipeline.apply(Create.of(1)).apply("FanOut", ParDo.of(new FanOut(endless)))),

  FAN_OUT_TO_A_SIDE_OUTPUT_THAT_NOBODY_READS(
      (pipeline, endless) -> {
        TupleTag<Integer> main = new TupleTag<>() {};
        TupleTag<Integer> side = new TupleTag<>() {};
        pipeline
            .apply(Create.of(1))
            .apply(
                "FanOut",
                ParDo.of(new FanOutAside(endless, side))
                    .withOutputTags(main, TupleTagList.of(side)));
      }),

  FAN_OUT_WITH_TIMESTAMPS_THROUGH_WINDOWS(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new FanOutInTime(endless)))
              .apply(Window.into(SlidingWindows.of(Duration.millis(100)).every(Duration.millis(1))))
              .apply("Take", ParDo.of(new Take(endless)))),

  FAN_OUT_THAT_SWALLOWS_EXCEPTIONS(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new FanOutWhateverComes(endless)))
              .apply("Middle", ParDo.of(new FanOutWhateverComes(endless)))
              .apply("Take", ParDo.of(new Take(endless)))),

  FAN_OUT_OF_FINISH_BUNDLE(
      (pipeline, endless) ->
          pipeline.apply(Create.of(1)).apply("FanOut", ParDo.of(new FanOutAtTheEnd(endless)))),

  FAN_OUT_OF_A_TIMER(
      (pipeline, endless) ->
          keyed(pipeline, 1)
              .apply("FanOut", ParDo.of(new FanOutOfTimer(endless)))
              .apply("Take", ParDo.of(new Take(endless)))),

  FAN_OUT_TO_AN_EXCHANGE(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new FanOut(endless)))
              .apply(Reshuffle.viaRandomKey())
              .apply("Take", ParDo.of(new Take(endless)))),

  FAN_OUT_TO_A_LIFTED_COMBINE(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply("FanOut", ParDo.of(new FanOut(endless)))
              .apply(WithKeys.of((Integer i) -> 1))
              .setCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of()))
              .apply(Sum.integersPerKey())),

  FAN_OUT_TO_A_SIDE_INPUT(
      (pipeline, endless) -> {
        PCollectionView<List<Integer>> view =
            pipeline
                .apply("View", Create.of(1))
                .apply("FanOut", ParDo.of(new FanOut(endless)))
                .apply("Take", ParDo.of(new Take(endless)))
                .apply(View.asList());
        pipeline
            .apply(Create.of(1))
            .apply("Nothing", ParDo.of(new FanOut(endless)).withSideInputs(view));
      }),

  A_TIMER_OF_EVENT_TIME_THAT_LOOPS(
      (pipeline, endless) ->
          keyed(pipeline, 1).apply("Loop", ParDo.of(new LoopInEventTime(endless)))),

  A_TIMER_OF_PROCESSING_TIME_THAT_LOOPS(
      (pipeline, endless) ->
          pipeline
              .apply(GenerateSequence.from(0).withRate(1, Duration.standardDays(1)))
              .apply(WithKeys.of((Long i) -> 1))
              .setCoder(KvCoder.of(VarIntCoder.of(), VarLongCoder.of()))
              .apply("Loop", ParDo.of(new LoopInProcessingTime(endless)))),

  CLAIMS_OF_A_RESTRICTION(
      (pipeline, endless) ->
          pipeline.apply(Create.of(1)).apply("Claim", ParDo.of(new Claim(endless)))),

  PARTS_OF_A_RESTRICTION(
      (pipeline, endless) ->
          pipeline.apply(Create.of(1)).apply("Split", ParDo.of(new SplitForEver(endless)))),

  SIZES_OF_THE_PARTS_OF_A_RESTRICTION(
      (pipeline, endless) ->
          pipeline.apply(Create.of(1)).apply("Size", ParDo.of(new SizeSlowly(endless)))),

  A_GROUP_IN_MEMORY(
      (pipeline, endless) ->
          keyed(pipeline, 1_000)
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new IterateGroup(endless)))),

  A_SMALL_GROUP_IN_MEMORY(
      (pipeline, endless) ->
          keyed(pipeline, 3)
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new IterateGroup(endless)))),

  A_GROUP_OF_SEVERAL_SLICES(
      (pipeline, endless) ->
          keyed(pipeline, 1_000)
              .apply(Window.into(SlidingWindows.of(Duration.millis(10)).every(Duration.millis(1))))
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new IterateGroup(endless)))),

  A_GROUP_OF_A_SESSION(
      (pipeline, endless) ->
          keyed(pipeline, 1_000)
              .apply(Window.into(Sessions.withGapDuration(Duration.millis(10))))
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new IterateGroup(endless)))),

  A_GROUP_OF_AN_EARLY_PANE(
      (pipeline, endless) ->
          keyed(pipeline, 1_000)
              .apply(
                  Window.<KV<Integer, Integer>>into(FixedWindows.of(Duration.standardDays(1)))
                      .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(500)))
                      .withAllowedLateness(Duration.ZERO)
                      .accumulatingFiredPanes())
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new IterateGroup(endless)))),

  A_GROUP_ON_FILE(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(IntStream.range(0, 64).boxed().toList()))
              .apply("Blocks", ParDo.of(new Blocks()))
              .apply(GroupByKey.create())
              .apply("Iterate", ParDo.of(new IterateBlocks(endless)))),

  A_SIDE_INPUT_THAT_IS_A_LIST(
      (pipeline, endless) -> {
        PCollectionView<List<Integer>> view = numbers(pipeline, 1_000).apply(View.asList());
        pipeline
            .apply(Create.of(1))
            .apply("Iterate", ParDo.of(new IterateSideInput<>(endless, view)).withSideInputs(view));
      }),

  A_SIDE_INPUT_THAT_IS_AN_ITERABLE(
      (pipeline, endless) -> {
        PCollectionView<Iterable<Integer>> view = numbers(pipeline, 1_000).apply(View.asIterable());
        pipeline
            .apply(Create.of(1))
            .apply("Iterate", ParDo.of(new IterateSideInput<>(endless, view)).withSideInputs(view));
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
            .apply("Iterate", ParDo.of(new IterateMultimap(endless, view)).withSideInputs(view));
      }),

  A_BAG((pipeline, endless) -> keyed(pipeline, 1_000).apply(ParDo.of(new ReadBag(endless)))),

  A_MAP((pipeline, endless) -> keyed(pipeline, 1_000).apply(ParDo.of(new ReadMap(endless)))),

  A_SET((pipeline, endless) -> keyed(pipeline, 1_000).apply(ParDo.of(new ReadSet(endless)))),

  A_MULTIMAP(
      (pipeline, endless) -> keyed(pipeline, 1_000).apply(ParDo.of(new ReadMultimap(endless)))),

  AN_ORDERED_LIST(
      (pipeline, endless) -> keyed(pipeline, 1_000).apply(ParDo.of(new ReadOrderedList(endless)))),

  A_BOUNDED_SOURCE_OF_WHICH_NOTHING_IS_LEFT(
      (pipeline, endless) ->
          pipeline
              .apply(Read.from(new EndlessSource(endless)))
              .apply(Filter.by((Integer i) -> i < 0))
              .apply("Take", ParDo.of(new Take(endless)))),

  A_BOUNDED_SOURCE_BEFORE_A_SLOW_FUNCTION(
      (pipeline, endless) ->
          pipeline
              .apply(Read.from(new EndlessSource(endless)))
              .apply("Compute", ParDo.of(new Compute(endless)))),

  A_BOUNDED_SOURCE_BEFORE_FLATTEN_AND_COMBINE(
      (pipeline, endless) ->
          PCollectionList.of(pipeline.apply(Read.from(new EndlessSource(endless))))
              .and(pipeline.apply("Other", Create.of(1)))
              .apply(Flatten.pCollections())
              .apply("Pass", ParDo.of(new Pass(endless)))
              .apply(Reshuffle.viaRandomKey())
              .apply(Combine.globally(Sum.ofIntegers()))),

  THE_KEYS_OF_A_WINDOW(
      (pipeline, endless) ->
          manyKeys(pipeline)
              .apply(GroupByKey.create())
              .apply("Compute", ParDo.of(new Compute(endless)))),

  THE_KEYS_OF_A_COMBINE(
      (pipeline, endless) ->
          manyKeys(pipeline)
              .apply(Sum.integersPerKey())
              .apply("Compute", ParDo.of(new Compute(endless)))),

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
              .apply("Compute", ParDo.of(new Compute(endless)))),

  THE_KEYS_OF_A_WINDOW_THAT_EXPIRES(
      (pipeline, endless) ->
          manyKeys(pipeline).apply("Expire", ParDo.of(new ExpireSlowly(endless)))),

  THE_WINDOWS_OF_AN_ELEMENT(
      (pipeline, endless) ->
          pipeline
              .apply(Create.of(1))
              .apply(
                  Window.into(
                      SlidingWindows.of(Duration.millis(200_000)).every(Duration.millis(1))))
              .apply("Compute", ParDo.of(new ComputeInWindow(endless)))),

  FINALIZERS(
      (pipeline, endless) ->
          pipeline.apply(Create.of(1)).apply("Finalize", ParDo.of(new FinalizeSlowly(endless))));

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
        .apply("Keys", ParDo.of(new ManyKeys()))
        .setCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of()));
  }

  abstract static class EndlessFn<InputT, OutputT> extends DoFn<InputT, OutputT> {
    private static final long serialVersionUID = 1L;
    final Endless endless;

    EndlessFn(Endless endless) {
      this.endless = endless;
    }

    @Setup
    public void setup() {
      endless.setUp();
    }

    @Teardown
    public void teardown() {
      endless.tornDown();
    }
  }

  static final class FanOut extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    FanOut(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      while (endless.goesOn()) {
        output.output(element);
      }
    }
  }

  static final class FanOutAside extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final TupleTag<Integer> side;

    FanOutAside(Endless endless, TupleTag<Integer> side) {
      super(endless);
      this.side = side;
    }

    @ProcessElement
    public void process(@Element Integer element, MultiOutputReceiver output) {
      while (endless.goesOn()) {
        output.get(side).output(element);
      }
    }
  }

  static final class FanOutInTime extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    FanOutInTime(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      for (long time = 0; endless.goesOn(); time++) {
        output.outputWithTimestamp(element, Instant.ofEpochMilli(time));
      }
    }
  }

  static final class FanOutWhateverComes extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    FanOutWhateverComes(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      for (int i = 0; i < 1_000_000_000 && endless.goesOn(); i++) {
        try {
          output.output(element);
        } catch (RuntimeException e) {
          // Goes on all the same.
        }
      }
    }
  }

  static final class FanOutAtTheEnd extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    FanOutAtTheEnd(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process() {}

    @FinishBundle
    public void finish(FinishBundleContext context) {
      while (endless.goesOn()) {
        context.output(1, Instant.EPOCH, GlobalWindow.INSTANCE);
      }
    }
  }

  static final class FanOutOfTimer extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    FanOutOfTimer(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@TimerId("timer") Timer timer) {
      timer.withOutputTimestamp(Instant.EPOCH).set(Instant.EPOCH);
    }

    @OnTimer("timer")
    public void fire(OutputReceiver<Integer> output) {
      while (endless.goesOn()) {
        output.output(1);
      }
    }
  }

  static final class Pass extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    Pass(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      output.output(element);
    }
  }

  static final class Take extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    Take(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process() {
      endless.goesOn();
    }
  }

  static final class LoopInEventTime extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    LoopInEventTime(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@TimerId("timer") Timer timer) {
      timer.set(Instant.EPOCH);
    }

    @OnTimer("timer")
    public void fire(@TimerId("timer") Timer timer) {
      if (endless.goesOn()) {
        timer.set(Instant.EPOCH);
      }
    }
  }

  static final class LoopInProcessingTime extends EndlessFn<KV<Integer, Long>, Integer> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    LoopInProcessingTime(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@TimerId("timer") Timer timer) {
      timer.offset(Duration.ZERO).setRelative();
    }

    @OnTimer("timer")
    public void fire(@TimerId("timer") Timer timer) {
      if (endless.goesOn()) {
        timer.offset(Duration.ZERO).setRelative();
      }
    }
  }

  @DoFn.BoundedPerElement
  static final class Claim extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    Claim(Endless endless) {
      super(endless);
    }

    @GetInitialRestriction
    public OffsetRange restriction() {
      return new OffsetRange(0, Long.MAX_VALUE);
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      long first = tracker.currentRestriction().getFrom();
      for (long position = first; tracker.tryClaim(position); position++) {
        if (!endless.goesOn()) {
          tracker.trySplit(0);
          return;
        }
      }
    }
  }

  @DoFn.BoundedPerElement
  static final class SplitForEver extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    SplitForEver(Endless endless) {
      super(endless);
    }

    @GetInitialRestriction
    public OffsetRange restriction() {
      return new OffsetRange(0, 1);
    }

    @SplitRestriction
    public void split(@Restriction OffsetRange range, OutputReceiver<OffsetRange> parts) {
      while (endless.goesOnSlowly()) {
        parts.output(range);
      }
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      tracker.tryClaim(0L);
    }
  }

  @DoFn.BoundedPerElement
  static final class SizeSlowly extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    SizeSlowly(Endless endless) {
      super(endless);
    }

    @GetInitialRestriction
    public OffsetRange restriction() {
      return new OffsetRange(0, 1);
    }

    @SplitRestriction
    public void split(@Restriction OffsetRange range, OutputReceiver<OffsetRange> parts) {
      for (int i = 0; i < 200_000; i++) {
        parts.output(range);
      }
    }

    @GetSize
    public double size() {
      endless.goesOnSlowly();
      return 1;
    }

    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      tracker.tryClaim(0L);
    }
  }

  static final class IterateGroup extends EndlessFn<KV<Integer, Iterable<Integer>>, Integer> {
    private static final long serialVersionUID = 1L;

    IterateGroup(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<Integer>> group) {
      iterate(endless, group.getValue());
    }
  }

  private static void iterate(Endless endless, Iterable<?> values) {
    while (endless.goesOn()) {
      for (Object ignored : values) {
        if (!endless.goesOn()) {
          return;
        }
      }
    }
  }

  static final class Blocks extends DoFn<Integer, KV<Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(OutputReceiver<KV<Integer, byte[]>> output) {
      output.output(KV.of(1, new byte[100_000]));
    }
  }

  static final class IterateBlocks extends EndlessFn<KV<Integer, Iterable<byte[]>>, Integer> {
    private static final long serialVersionUID = 1L;

    IterateBlocks(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<byte[]>> group) {
      iterate(endless, group.getValue());
    }
  }

  static final class IterateSideInput<T extends Iterable<Integer>>
      extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<T> view;

    IterateSideInput(Endless endless, PCollectionView<T> view) {
      super(endless);
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      iterate(endless, context.sideInput(view));
    }
  }

  static final class IterateMultimap extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Map<Integer, Iterable<Integer>>> view;

    IterateMultimap(Endless endless, PCollectionView<Map<Integer, Iterable<Integer>>> view) {
      super(endless);
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      iterate(endless, context.sideInput(view).get(1));
    }
  }

  static final class ReadBag extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<BagState<Integer>> spec = StateSpecs.bag();

    ReadBag(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element, @StateId("state") BagState<Integer> bag) {
      bag.add(element.getValue());
      if (element.getValue() == 999) {
        iterate(endless, bag.read());
      }
    }
  }

  static final class ReadMap extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<MapState<Integer, Integer>> spec = StateSpecs.map();

    ReadMap(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element, @StateId("state") MapState<Integer, Integer> map) {
      map.put(element.getValue(), 1);
      if (element.getValue() == 999) {
        iterate(endless, map.keys().read());
      }
    }
  }

  static final class ReadSet extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<SetState<Integer>> spec = StateSpecs.set();

    ReadSet(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element, @StateId("state") SetState<Integer> set) {
      set.add(element.getValue());
      if (element.getValue() == 999) {
        iterate(endless, set.read());
      }
    }
  }

  static final class ReadMultimap extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<MultimapState<Integer, Integer>> spec = StateSpecs.multimap();

    ReadMultimap(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element,
        @StateId("state") MultimapState<Integer, Integer> multimap) {
      multimap.put(element.getValue() % 7, 1);
      if (element.getValue() == 999) {
        iterate(endless, multimap.entries().read());
      }
    }
  }

  static final class ReadOrderedList extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<OrderedListState<Integer>> spec =
        StateSpecs.orderedList(VarIntCoder.of());

    ReadOrderedList(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element, @StateId("state") OrderedListState<Integer> list) {
      list.add(TimestampedValue.of(1, Instant.ofEpochMilli(element.getValue())));
      if (element.getValue() == 999) {
        iterate(endless, list.read());
      }
    }
  }

  /** A bounded source that has no end, and never splits. */
  static final class EndlessSource extends BoundedSource<Integer> {
    private static final long serialVersionUID = 1L;
    private final Endless endless;

    EndlessSource(Endless endless) {
      this.endless = endless;
    }

    @Override
    public List<EndlessSource> split(long bytes, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return 0;
    }

    @Override
    public Coder<Integer> getOutputCoder() {
      return VarIntCoder.of();
    }

    @Override
    public BoundedReader<Integer> createReader(PipelineOptions options) {
      return new BoundedReader<>() {
        @Override
        public boolean start() {
          return endless.goesOn();
        }

        @Override
        public boolean advance() {
          return endless.goesOn();
        }

        @Override
        public Integer getCurrent() throws NoSuchElementException {
          return 1;
        }

        @Override
        public void close() {}

        @Override
        public BoundedSource<Integer> getCurrentSource() {
          return EndlessSource.this;
        }
      };
    }
  }

  static final class ManyKeys extends DoFn<Integer, KV<Integer, Integer>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(OutputReceiver<KV<Integer, Integer>> output) {
      for (int key = 0; key < 200_000; key++) {
        output.output(KV.of(key, 1));
      }
    }
  }

  /** Takes long for each element, and computes all the while. */
  static final class Compute extends EndlessFn<Object, Integer> {
    private static final long serialVersionUID = 1L;

    Compute(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process() {
      endless.goesOnSlowly();
    }
  }

  static final class ComputeInWindow extends EndlessFn<Object, Integer> {
    private static final long serialVersionUID = 1L;

    ComputeInWindow(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(BoundedWindow window) {
      Objects.requireNonNull(window, "Asked for, so that each window is a call of its own");
      endless.goesOnSlowly();
    }
  }

  static final class ExpireSlowly extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<BagState<Long>> spec = StateSpecs.bag(VarLongCoder.of());

    ExpireSlowly(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process() {}

    @OnWindowExpiration
    public void expire() {
      endless.goesOnSlowly();
    }
  }

  static final class FinalizeSlowly extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    FinalizeSlowly(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(BundleFinalizer finalizer) {
      Endless steps = endless;
      for (int i = 0; i < 200_000; i++) {
        finalizer.afterBundleCommit(
            Instant.now().plus(Duration.standardDays(1)), steps::goesOnSlowly);
      }
    }
  }
}
