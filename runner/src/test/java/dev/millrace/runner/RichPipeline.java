/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * A pipeline with something of everything: flatten, splittable DoFn, side input, outputs at the end
 * of bundles, windows of all kinds, grouping, combining, state and timers.
 */
final class RichPipeline {
  static final int NUMBERS = 300;
  static final int KEYS = 7;
  static final Duration SESSION_GAP = Duration.millis(2_500);
  private static final AtomicLong RUNS = new AtomicLong();
  private static final Map<Long, Queue<String>> RESULTS = new ConcurrentHashMap<>();

  private RichPipeline() {}

  /** Runs it in {@code pipeline}; answers all results, sorted. */
  static List<String> run(Pipeline pipeline) {
    long run = RUNS.incrementAndGet();
    RESULTS.put(run, new ConcurrentLinkedQueue<>());
    build(pipeline, run);
    pipeline.run().waitUntilFinish();
    List<String> results = new ArrayList<>(RESULTS.remove(run));
    Collections.sort(results);
    return results;
  }

  private static void build(Pipeline pipeline, long run) {
    PCollection<Long> numbers = pipeline.apply(Create.timestamped(numbers()));
    PCollection<Long> all =
        PCollectionList.of(numbers)
            .and(numbers.apply("Explode", ParDo.of(new Explode())))
            .apply(Flatten.pCollections())
            .apply("Minutes", Window.into(FixedWindows.of(Duration.standardMinutes(1))));
    PCollectionView<Long> total =
        all.apply("Total", Sum.longsGlobally().withoutDefaults().asSingletonView());
    PCollection<KV<Long, Long>> keyed =
        all.apply(Reshuffle.viaRandomKey())
            .apply("AddTotal", ParDo.of(new AddTotal(total)).withSideInputs(total))
            .apply("Batch", ParDo.of(new Batch()))
            .setCoder(KvCoder.of(VarLongCoder.of(), VarLongCoder.of()));
    keyed
        .apply(GroupByKey.create())
        .apply("Smallest", ParDo.of(new Smallest()))
        .apply("GroupResults", ParDo.of(new Keep("group", run)));
    keyed.apply(Sum.longsPerKey()).apply("SumResults", ParDo.of(new Keep("sum", run)));
    keyed
        .apply("CountState", ParDo.of(new CountInState()))
        .apply("StateResults", ParDo.of(new Keep("state", run)));
    keyed
        .apply(
            Window.into(
                SlidingWindows.of(Duration.standardSeconds(30))
                    .every(Duration.standardSeconds(20))))
        .apply("SlidingCount", Count.perKey())
        .apply("SlidingResults", ParDo.of(new Keep("sliding", run)));
    keyed
        .apply("Session", Window.into(Sessions.withGapDuration(SESSION_GAP)))
        .apply("SessionSum", Sum.longsPerKey())
        .apply("SessionResults", ParDo.of(new Keep("session", run)));
  }

  private static List<TimestampedValue<Long>> numbers() {
    List<TimestampedValue<Long>> numbers = new ArrayList<>();
    for (long i = 0; i < NUMBERS; i++) {
      numbers.add(TimestampedValue.of(i, timeOf(i)));
    }
    return numbers;
  }

  /** When a number is: in no order. */
  static Instant timeOf(long number) {
    return new Instant(number * 7919 % NUMBERS * 1_000);
  }

  /** How a result is kept. */
  static String render(
      String name, BoundedWindow window, Instant timestamp, KV<Long, Long> element) {
    return name + " " + window + " " + timestamp + " " + element;
  }

  /** Makes three numbers of one, one by one. */
  static final class Explode extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element Long element,
        RestrictionTracker<OffsetRange, Long> tracker,
        OutputReceiver<Long> output) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        output.output(1_000 + element * 3 + i);
      }
    }

    @GetInitialRestriction
    public OffsetRange range() {
      return new OffsetRange(0, 3);
    }
  }

  /** Adds what the window has in total. */
  static final class AddTotal extends DoFn<Long, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Long> total;

    AddTotal(PCollectionView<Long> total) {
      this.total = total;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      long number = context.element();
      context.output(KV.of(number % KEYS, number + context.sideInput(total)));
    }
  }

  /** Keeps everything back until the bundle is finished. */
  static final class Batch extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;
    private transient List<Kept> batch;

    private record Kept(KV<Long, Long> element, Instant timestamp, BoundedWindow window) {}

    @StartBundle
    public void start() {
      batch = new ArrayList<>();
    }

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element, @Timestamp Instant timestamp, BoundedWindow window) {
      batch.add(new Kept(element, timestamp, window));
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      batch.forEach(kept -> context.output(kept.element, kept.timestamp, kept.window));
    }
  }

  /** The sum of the five smallest values of a group and how many there are. */
  static final class Smallest extends DoFn<KV<Long, Iterable<Long>>, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Long, Iterable<Long>> element, OutputReceiver<KV<Long, Long>> output) {
      TreeMap<Long, Integer> sorted = new TreeMap<>();
      long count = 0;
      for (Long value : element.getValue()) {
        sorted.merge(value, 1, Integer::sum);
        count++;
      }
      long sum = sorted.keySet().stream().limit(5).mapToLong(Long::longValue).sum();
      output.output(KV.of(element.getKey(), sum * 1_000 + count));
    }
  }

  /** Counts in state and emits at the end of the window. */
  static final class CountInState extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Long>> countSpec = StateSpecs.value(VarLongCoder.of());

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        BoundedWindow window, @StateId("count") ValueState<Long> count, @TimerId("end") Timer end) {
      Long before = count.read();
      count.write(before == null ? 1 : before + 1);
      end.set(window.maxTimestamp());
    }

    @OnTimer("end")
    public void onEnd(
        @Key Long key,
        @StateId("count") ValueState<Long> count,
        OutputReceiver<KV<Long, Long>> output) {
      output.output(KV.of(key, count.read()));
    }
  }

  /** Keeps results. */
  static final class Keep extends DoFn<KV<Long, Long>, Void> {
    private static final long serialVersionUID = 1L;
    private final String name;
    private final long run;

    Keep(String name, long run) {
      this.name = name;
      this.run = run;
    }

    @ProcessElement
    public void process(
        @Element KV<Long, Long> element, @Timestamp Instant timestamp, BoundedWindow window) {
      RESULTS.get(run).add(render(name, window, timestamp, element));
    }
  }
}
