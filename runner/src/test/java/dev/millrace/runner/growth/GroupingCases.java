/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/** Grouping and combining by key, in windows that fire once. */
final class GroupingCases {
  private static final String GENERAL = "--disableRewrites=specialised-grouping,combiner-lifting";
  private static final String NOT_LIFTED = "--disableRewrites=combiner-lifting";

  private GroupingCases() {}

  static List<GrowthCase> all() {
    List<GrowthCase> all = new ArrayList<>();
    all.addAll(by("", "--parallelism=1"));
    all.addAll(by(", on the general path", GENERAL));
    all.addAll(merged());
    all.addAll(combined());
    all.add(GrowthCase.of("one key's values in spilled runs", n -> spilled(n, 1)));
    all.add(GrowthCase.of("keys in spilled runs", n -> spilled(n, Long.MAX_VALUE)));
    return all;
  }

  private static List<GrowthCase> by(String path, String option) {
    return List.of(
        GrowthCase.of("keys" + path, n -> group(bounded(n, option), n)),
        GrowthCase.of("one key's values" + path, n -> group(bounded(n, option), 1)),
        windows("one key's open windows" + path, option, 1, Inputs.fixed(1)),
        windows("open windows of many keys" + path, option, 1_000, Inputs.fixed(10)),
        windows("one key's open sliding windows" + path, option, 1, sliding(10, 2)),
        GrowthCase.of("one element's windows" + path, n -> sliding(n, option)),
        windows("sessions of as many keys" + path, option, Long.MAX_VALUE, sessions(1)),
        windows("values of one session in order" + path, option, 1, sessions(1_000)),
        shuffled("values of one session in disorder" + path, option, 1, sessions(1_000)),
        windows("merging windows of as many keys" + path, option, Long.MAX_VALUE, merging()),
        ahead("windows that open and close while N are open" + path, option, 1, Inputs.fixed(1)),
        ahead("windows that close of as many keys" + path, option, 1L << 40, Inputs.fixed(1)),
        ahead("sliding windows that close while N are open" + path, option, 1, sliding(10, 2)),
        ahead("sessions that close of as many keys" + path, option, 1L << 40, sessions(1)),
        GrowthCase.of("a watermark that moves over waiting values" + path, n -> moving(n, option)));
  }

  // Not on the general path: Beam's machinery looks at all windows of a key that are open, for each
  // element, as any of them may have to be merged. Nor are there merging windows that close while
  // others are open: their function has to be asked before each may close, and looks at all.
  private static List<GrowthCase> merged() {
    String option = "--parallelism=1";
    return List.of(
        windows("one key's open sessions in order", option, 1, sessions(1)),
        shuffled("one key's open sessions in disorder", option, 1, sessions(1)),
        ahead("sessions that close while N are open", option, 1, sessions(1)),
        GrowthCase.of("sessions bridged one by one", n -> bridged(n, option)),
        windows("one key's open merging windows in order", option, 1, merging()),
        shuffled("one key's open merging windows in disorder", option, 1, merging()),
        windows("merging windows of many keys", option, 1_000, merging()));
  }

  private static List<GrowthCase> combined() {
    return List.of(
        GrowthCase.of("lifted sums of keys", n -> sum(bounded(n, "--parallelism=1"), n)),
        GrowthCase.of("lifted sum of one key", n -> sum(bounded(n, "--parallelism=1"), 1)),
        GrowthCase.of("lifted sums of windows", n -> sum(windowed(n, "--parallelism=1"), 1)),
        GrowthCase.of("sums of keys, not lifted", n -> sum(bounded(n, NOT_LIFTED), n)),
        GrowthCase.of("sums of windows, not lifted", n -> sum(windowed(n, NOT_LIFTED), 1)),
        GrowthCase.of("lifted sums of sessions", n -> sum(inSessions(n, "--parallelism=1"), 1)),
        GrowthCase.of("sums of sessions, not lifted", n -> sum(inSessions(n, NOT_LIFTED), 1)),
        GrowthCase.of("sums of a hot key with fanout", n -> hot(n)));
  }

  private static GrowthCase windows(String name, String option, long keys, Window<Long> windows) {
    return GrowthCase.of(name, n -> group(bounded(n, option).apply(windows), keys));
  }

  private static GrowthCase shuffled(String name, String option, long keys, Window<Long> windows) {
    return GrowthCase.of(
        name, n -> group(Inputs.shuffled(Inputs.pipeline(option), n).apply(windows), keys));
  }

  private static GrowthCase ahead(String name, String option, long keys, Window<Long> windows) {
    return GrowthCase.of(name, n -> group(Inputs.ahead(n, option).apply(windows), keys));
  }

  private static PCollection<Long> bounded(int n, String option) {
    return Inputs.bounded(Inputs.pipeline(option), n);
  }

  private static PCollection<Long> windowed(int n, String option) {
    return bounded(n, option).apply(Inputs.fixed(1));
  }

  private static PCollection<Long> inSessions(int n, String option) {
    return bounded(n, option).apply(sessions(1));
  }

  private static Window<Long> sliding(long millis, long period) {
    return Window.into(SlidingWindows.of(Duration.millis(millis)).every(Duration.millis(period)));
  }

  private static Window<Long> sessions(long gapMillis) {
    return Window.into(Sessions.withGapDuration(Duration.millis(gapMillis)));
  }

  // From the last to the first, each joined to those after it by one that comes late.
  private static Pipeline bridged(int n, String option) {
    return group(
        Inputs.timed(Inputs.pipeline(option), n, i -> 4 * (n - i / 2) + i % 2 * 2)
            .apply(sessions(3)),
        1);
  }

  private static Window<Long> merging() {
    WindowFn<Object, ?> pairs = new OverlappingWindows(2);
    return Window.into(pairs);
  }

  private static Pipeline group(PCollection<Long> numbers, long keys) {
    numbers
        .apply("Key", Inputs.keyed(keys))
        .apply(GroupByKey.create())
        .apply("Sink", Inputs.sink());
    return numbers.getPipeline();
  }

  private static Pipeline sum(PCollection<Long> numbers, long keys) {
    numbers.apply("Key", Inputs.keyed(keys)).apply(Sum.longsPerKey()).apply("Sink", Inputs.sink());
    return numbers.getPipeline();
  }

  // Ten elements in n windows each.
  private static Pipeline sliding(int n, String option) {
    return group(bounded(10, option).apply(sliding(n, 1)), 1);
  }

  private static Pipeline hot(int n) {
    PCollection<Long> numbers = bounded(n, "--parallelism=1");
    numbers
        .apply("Key", Inputs.keyed(1))
        .apply(Combine.<Long, Long, Long>perKey(Sum.ofLongs()).withHotKeyFanout(10))
        .apply("Sink", Inputs.sink());
    return numbers.getPipeline();
  }

  // All values are there before the first of as many steps of the watermark.
  private static Pipeline moving(int n, String option) {
    TestStream.Builder<Long> stream = Inputs.event(n);
    for (int i = 0; i < n / 16; i++) {
      stream = stream.advanceWatermarkTo(Inputs.number(i * 16L).getTimestamp());
    }
    return group(
        Inputs.pipeline(option).apply(stream.advanceWatermarkToInfinity()).apply(Inputs.fixed(16)),
        n);
  }

  private static Pipeline spilled(int n, long keys) {
    PCollection<Long> numbers = bounded(n, "--groupingMemoryMb=1");
    numbers
        .apply("Key", Inputs.keyed(keys))
        .apply("Fill", ParDo.of(new Fill()))
        .apply(GroupByKey.create())
        .apply("Read", ParDo.of(new ReadAll()));
    return numbers.getPipeline();
  }

  private static final class Fill extends DoFn<KV<Long, Long>, KV<Long, byte[]>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Long, Long> number, OutputReceiver<KV<Long, byte[]>> output) {
      output.output(KV.of(Inputs.scatter(number.getKey()), new byte[1_000]));
    }
  }

  private static final class ReadAll extends DoFn<KV<Long, Iterable<byte[]>>, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Long, Iterable<byte[]>> group, OutputReceiver<Long> output) {
      long bytes = 0;
      for (byte[] value : group.getValue()) {
        bytes += value.length;
      }
      output.output(bytes);
    }
  }
}
