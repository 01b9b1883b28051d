/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import dev.millrace.benchmarks.workload.Data;
import dev.millrace.benchmarks.workload.Functions;
import dev.millrace.benchmarks.workload.Hash;
import dev.millrace.benchmarks.workload.Query;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;

/** The queries that bring elements of a key together. */
final class GroupingPipelines {
  private static final KvCoder<Long, Long> PAIRS = KvCoder.of(VarLongCoder.of(), VarLongCoder.of());

  private final Pipeline pipeline;
  private final long elements;
  private final long keys;
  private final long run;

  GroupingPipelines(Pipeline pipeline, Query query, long elements, long run) {
    this.pipeline = pipeline;
    this.elements = elements;
    this.keys = query.keys(elements);
    this.run = run;
  }

  void countWords() {
    pipeline
        .apply(
            "Read", Read.from(RangeSource.untimed(elements, Data::textLine, StringUtf8Coder.of())))
        .apply("Split", ParDo.of(new SplitFn()))
        .apply("Count", Count.perElement())
        .apply("Sink", ParDo.of(new ChecksumFn<>(run, kv -> Hash.of(kv.getKey(), kv.getValue()))));
  }

  void group() {
    long keyCount = keys;
    sink(
        pipeline
            .apply("Read", Read.from(RangeSource.untimed(elements, i -> pair(i, keyCount), PAIRS)))
            .apply("Group", GroupByKey.create())
            .apply("Fold", ParDo.of(new GlobalFoldFn())));
  }

  void fixedWindows() {
    groupInWindows(readTimed(), fixed());
  }

  void slidingWindows() {
    groupInWindows(
        readTimed(),
        SlidingWindows.of(Duration.millis(Data.WINDOW_MILLIS))
            .every(Duration.millis(Data.PERIOD_MILLIS)));
  }

  void sessions() {
    groupInWindows(
        pipeline.apply(
            "Read",
            Read.from(
                RangeSource.timed(elements, i -> KV.of(Data.burstKey(i), Data.value(i)), PAIRS))),
        Sessions.withGapDuration(Duration.millis(Data.GAP_MILLIS)));
  }

  void foldInState() {
    sink(
        readTimed()
            .apply("Window", Window.into(fixed()))
            .apply("Fold", ParDo.of(new StatefulFoldFn())));
  }

  void countStream() {
    long keyCount = keys;
    sink(
        pipeline
            .apply(
                "Read",
                Read.from(
                    StreamSource.unpaced(elements, i -> Data.key(i, keyCount), VarLongCoder.of())))
            .apply("Window", Window.into(fixed()))
            .apply("Count", Count.perElement())
            .apply("Mark", ParDo.of(new MarkFn())));
  }

  void join() {
    TupleTag<Long> left = new TupleTag<>();
    TupleTag<Long> right = new TupleTag<>();
    sink(
        KeyedPCollectionTuple.of(left, readSide("Left", 0))
            .and(right, readSide("Right", 1))
            .apply("Join", CoGroupByKey.create())
            .apply("Fold", ParDo.of(new FoldSidesFn(left, right))));
  }

  private PCollection<KV<Long, Long>> readTimed() {
    long keyCount = keys;
    return pipeline.apply(
        "Read", Read.from(RangeSource.timed(elements, i -> pair(i, keyCount), PAIRS)));
  }

  // Even indices are on the left, odd ones on the right.
  private PCollection<KV<Long, Long>> readSide(String name, int side) {
    long keyCount = keys;
    return pipeline.apply(
        name,
        Read.from(
            RangeSource.untimed(
                (elements + 1 - side) / 2, i -> pair(i * 2 + side, keyCount), PAIRS)));
  }

  private static KV<Long, Long> pair(long index, long keys) {
    return KV.of(Data.key(index, keys), Data.value(index));
  }

  private static FixedWindows fixed() {
    return FixedWindows.of(Duration.millis(Data.WINDOW_MILLIS));
  }

  private void groupInWindows(
      PCollection<KV<Long, Long>> pairs, WindowFn<Object, ? extends BoundedWindow> windows) {
    sink(
        pairs
            .apply("Window", Window.into(windows))
            .apply("Group", GroupByKey.create())
            .apply("Fold", ParDo.of(new FoldFn())));
  }

  private void sink(PCollection<KV<Long, Long>> results) {
    results.apply(
        "Sink", ParDo.of(new ChecksumFn<>(run, kv -> Hash.of(kv.getKey(), kv.getValue()))));
  }

  private static final class SplitFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String line, OutputReceiver<String> words) {
      Functions.split(line, words::output);
    }
  }

  private static final class GlobalFoldFn extends DoFn<KV<Long, Iterable<Long>>, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Long, Iterable<Long>> group, OutputReceiver<KV<Long, Long>> out) {
      out.output(KV.of(group.getKey(), FoldFn.fold(group.getValue())));
    }
  }

  private static final class MarkFn extends DoFn<KV<Long, Long>, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Long, Long> count, BoundedWindow window, OutputReceiver<KV<Long, Long>> out) {
      out.output(
          KV.of(
              count.getKey(),
              Functions.inWindow(count.getValue(), window.maxTimestamp().getMillis())));
    }
  }

  private static final class FoldSidesFn extends DoFn<KV<Long, CoGbkResult>, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;

    private final TupleTag<Long> left;
    private final TupleTag<Long> right;

    FoldSidesFn(TupleTag<Long> left, TupleTag<Long> right) {
      this.left = left;
      this.right = right;
    }

    @ProcessElement
    public void process(@Element KV<Long, CoGbkResult> sides, OutputReceiver<KV<Long, Long>> out) {
      long result =
          Functions.join(
              FoldFn.fold(sides.getValue().getAll(left)),
              FoldFn.fold(sides.getValue().getAll(right)));
      out.output(KV.of(sides.getKey(), result));
    }
  }
}
