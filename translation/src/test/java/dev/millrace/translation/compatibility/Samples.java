/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.CombineWithContext;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.Row;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Pipelines, and parts of pipelines, whose state is of every kind there is. */
final class Samples {
  static final Duration MINUTE = Duration.standardMinutes(1);
  static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field("id")
          .addNullableField("name", Schema.FieldType.STRING)
          .build();

  /** The same with a field more. */
  static final Schema WIDER_SCHEMA =
      Schema.builder()
          .addFields(SCHEMA.getFields())
          .addNullableField("more", Schema.FieldType.INT32)
          .build();

  private Samples() {}

  static PCollection<KV<String, Integer>> pairs(Pipeline pipeline) {
    return pipeline.apply(
        "Pairs",
        Create.of(KV.of("a", 1)).withCoder(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())));
  }

  /** All kinds of state, and timers of all kinds. */
  static class EveryState extends DoFn<KV<String, Integer>, String> {
    @StateId("value")
    private final StateSpec<ValueState<Row>> value = StateSpecs.rowValue(SCHEMA);

    @StateId("bag")
    private final StateSpec<BagState<Event>> bag =
        StateSpecs.bag(SerializableCoder.of(Event.class));

    @StateId("set")
    private final StateSpec<SetState<String>> set = StateSpecs.set(StringUtf8Coder.of());

    @StateId("map")
    private final StateSpec<MapState<String, Integer>> map =
        StateSpecs.map(StringUtf8Coder.of(), VarIntCoder.of());

    @StateId("multimap")
    private final StateSpec<MultimapState<String, Integer>> multimap =
        StateSpecs.multimap(StringUtf8Coder.of(), VarIntCoder.of());

    @StateId("ordered")
    private final StateSpec<OrderedListState<String>> ordered =
        StateSpecs.orderedList(StringUtf8Coder.of());

    @StateId("sum")
    private final StateSpec<CombiningState<Integer, int[], Integer>> sum =
        StateSpecs.combining(Sum.ofIntegers());

    @StateId("inferred")
    private final StateSpec<ValueState<List<Integer>>> inferred = StateSpecs.value();

    @TimerId("event")
    private final TimerSpec event = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("processing")
    private final TimerSpec processing = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerFamily("family")
    final TimerSpec family = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    @RequiresTimeSortedInput
    public void process(@StateId("value") ValueState<Row> state) {}

    @OnTimer("event")
    public void onEvent() {}

    @OnTimer("processing")
    public void onProcessing() {}

    @OnTimerFamily("family")
    public void onFamily() {}
  }

  /** Serialised by Java. */
  static final class Event implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A splittable DoFn whose restrictions and estimator state have coders of their own. */
  @DoFn.UnboundedPerElement
  static class Splittable extends DoFn<String, String> {
    @ProcessElement
    public ProcessContinuation process(
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
    public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant state) {
      return new WatermarkEstimators.Manual(state);
    }
  }

  /** Looks at nothing. */
  static class Look<T> extends DoFn<T, String> {
    @ProcessElement
    public void process() {}
  }

  /** Waits for checkpoints. */
  static class Stable extends DoFn<KV<String, Integer>, String> {
    @RequiresStableInput
    @ProcessElement
    public void process() {}
  }

  /** A value of no type that Beam knows. */
  record Opaque(String text) {}

  /** A coder without parameters. */
  static final class OpaqueCoder extends AtomicCoder<Opaque> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(Opaque value, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(value.text(), out);
    }

    @Override
    public Opaque decode(InputStream in) throws IOException {
      return new Opaque(StringUtf8Coder.of().decode(in));
    }
  }

  /** Counts down in accumulators of a given coder. */
  static final class CountingDown extends Combine.CombineFn<Integer, Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final Coder<?> coder;

    CountingDown(Coder<?> coder) {
      this.coder = coder;
    }

    @Override
    public Integer createAccumulator() {
      return 0;
    }

    @Override
    public Integer addInput(Integer accumulator, Integer input) {
      return accumulator - 1;
    }

    @Override
    public Integer mergeAccumulators(Iterable<Integer> accumulators) {
      return 0;
    }

    @Override
    public Integer extractOutput(Integer accumulator) {
      return accumulator;
    }

    @Override
    @SuppressWarnings("unchecked") // nothing is ever coded
    public Coder<Integer> getAccumulatorCoder(CoderRegistry registry, Coder<Integer> inputCoder) {
      return (Coder<Integer>) coder;
    }
  }

  /** Counts in long accumulators. */
  static final class CountingLong extends Combine.CombineFn<Integer, Long, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long createAccumulator() {
      return 0L;
    }

    @Override
    public Long addInput(Long accumulator, Integer input) {
      return accumulator;
    }

    @Override
    public Long mergeAccumulators(Iterable<Long> accumulators) {
      return 0L;
    }

    @Override
    public Integer extractOutput(Long accumulator) {
      return 0;
    }
  }

  /** Looks at its context. */
  static final class WithContext
      extends CombineWithContext.CombineFnWithContext<Integer, Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer createAccumulator(CombineWithContext.Context context) {
      return 0;
    }

    @Override
    public Integer addInput(
        Integer accumulator, Integer input, CombineWithContext.Context context) {
      return accumulator;
    }

    @Override
    public Integer mergeAccumulators(
        Iterable<Integer> accumulators, CombineWithContext.Context context) {
      return 0;
    }

    @Override
    public Integer extractOutput(Integer accumulator, CombineWithContext.Context context) {
      return accumulator;
    }

    @Override
    public Coder<Integer> getAccumulatorCoder(CoderRegistry registry, Coder<Integer> inputCoder) {
      return VarIntCoder.of();
    }
  }

  /** Windows of a function that Beam does not know. */
  static final class Own extends PartitioningWindowFn<Object, IntervalWindow> {
    private static final long serialVersionUID = 1L;
    private final int days;

    Own(int days) {
      this.days = days;
    }

    @Override
    public IntervalWindow assignWindow(Instant timestamp) {
      return new IntervalWindow(timestamp, Duration.standardDays(days));
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    public boolean isCompatible(WindowFn<?, ?> other) {
      return equals(other);
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }
  }

  /** A source that is never read. */
  static class Source1 extends BoundedSource<Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public List<? extends BoundedSource<Long>> split(long bytes, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return 0;
    }

    @Override
    public BoundedReader<Long> createReader(PipelineOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }
  }

  /** Another source. */
  static final class Source2 extends Source1 {
    private static final long serialVersionUID = 1L;
  }

  /** A source whose records are coded as one likes. */
  static final class CodedSource extends Source1 {
    private static final long serialVersionUID = 1L;
    private final Coder<Long> coder;

    CodedSource(Coder<Long> coder) {
      this.coder = coder;
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return coder;
    }
  }

  /** Where another class has the name of one. */
  static final class Renamed {
    /** Another source of the same name. */
    static final class Source1 extends Samples.Source1 {
      private static final long serialVersionUID = 1L;
    }
  }

  /** A source without end that is never read. */
  static final class Endless extends UnboundedSource<Long, Endless.Mark> {
    private static final long serialVersionUID = 1L;
    private final boolean nullable;

    Endless(boolean nullable) {
      this.nullable = nullable;
    }

    /** A mark without content. */
    static final class Mark implements UnboundedSource.CheckpointMark, Serializable {
      private static final long serialVersionUID = 1L;

      @Override
      public void finalizeCheckpoint() {}
    }

    @Override
    public List<Endless> split(int splits, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public UnboundedReader<Long> createReader(PipelineOptions options, Mark mark) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Coder<Mark> getCheckpointMarkCoder() {
      Coder<Mark> coder = SerializableCoder.of(Mark.class);
      return nullable ? NullableCoder.of(coder) : coder;
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }
  }

  static Coder<String> parameters(int version) {
    return new ParameterCoder(
        version,
        ParameterCoder.Mode.PACKED,
        "{schema}",
        KvCoder.of(VarIntCoder.of(), RowCoder.of(SCHEMA)));
  }

  /** A pipeline with state of every kind. */
  static void everything(Pipeline pipeline) {
    PCollection<KV<String, Integer>> pairs = pairs(pipeline);
    pairs.apply("EveryState", ParDo.of(new EveryState()));
    pairs.apply("Group", GroupByKey.create());
    pairs.apply("Count", Count.perKey());
    pairs.apply("Sum", Combine.perKey(Sum.ofIntegers()));
    pairs.apply("SumAll/Values", Values.create()).apply("SumAll", Sum.integersGlobally());
    pairs.apply("Batches", GroupIntoBatches.ofSize(3));
    pairs.apply("Sharded", GroupIntoBatches.<String, Integer>ofSize(3).withShardedKey());
    pairs.apply("Stable", ParDo.of(new Stable()));
    pairs
        .apply("Sessions", Window.into(Sessions.withGapDuration(MINUTE)))
        .apply("GroupSessions", GroupByKey.create());
    pairs
        .apply("Sliding", Window.into(SlidingWindows.of(MINUTE.multipliedBy(2)).every(MINUTE)))
        .apply("GroupSliding", GroupByKey.create());
    pairs
        .apply(
            "Fixed",
            Window.<KV<String, Integer>>into(FixedWindows.of(MINUTE))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withEarlyFirings(AfterPane.elementCountAtLeast(2))
                        .withLateFirings(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(MINUTE)
                .accumulatingFiredPanes())
        .apply("GroupFixed", GroupByKey.create());
    PCollection<String> texts =
        pipeline.apply("Texts", Create.of("a", "b").withCoder(parameters(1)));
    texts.apply("Splittable", ParDo.of(new Splittable()));
    PCollectionView<Map<String, Iterable<Integer>>> multimap =
        pairs.apply("AsMultimap", View.asMultimap());
    PCollectionView<List<String>> list = texts.apply("AsList", View.asList());
    pairs.apply("Look", ParDo.of(new Look<KV<String, Integer>>()).withSideInputs(multimap, list));
    PCollection<Long> numbers = pipeline.apply("Numbers", GenerateSequence.from(0));
    PCollection<Long> more = pipeline.apply("More", GenerateSequence.from(0).to(5));
    PCollectionList.of(numbers)
        .and(more)
        .apply("Both", Flatten.pCollections())
        .apply("LookAtBoth", ParDo.of(new Look<>()));
    pipeline
        .apply("Opaques", Create.of(new Opaque("a")).withCoder(new OpaqueCoder()))
        .apply("WithKeys", WithKeys.of("k"))
        .apply("GroupOpaques", GroupByKey.create());
  }
}
