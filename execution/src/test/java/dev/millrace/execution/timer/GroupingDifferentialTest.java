/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.watermark.Holds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.beam.runners.core.LateDataUtils;
import org.apache.beam.runners.core.SystemReduceFn;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.util.AppliedCombineFn;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ReduceFnRunner must do the same over our state and timers as over Beam's in-memory ones: the same
 * panes and output watermark after every step, and as much state.
 */
class GroupingDifferentialTest {
  private static final int STEPS = 200;

  static Stream<Arguments> windowingsAndSeeds() {
    List<Arguments> arguments = new ArrayList<>();
    for (WindowFn<Object, IntervalWindow> windowFn : windowFns()) {
      for (Trigger trigger : triggers()) {
        for (int seed = 0; seed < 3; seed++) {
          arguments.add(Arguments.of(windowFn, trigger, seed));
        }
      }
    }
    return arguments.stream();
  }

  private static List<WindowFn<Object, IntervalWindow>> windowFns() {
    return List.of(
        FixedWindows.of(Duration.millis(10)),
        SlidingWindows.of(Duration.millis(10)).every(Duration.millis(5)),
        Sessions.withGapDuration(Duration.millis(6)));
  }

  private static List<Trigger> triggers() {
    return List.of(
        DefaultTrigger.of(),
        AfterWatermark.pastEndOfWindow()
            .withEarlyFirings(AfterPane.elementCountAtLeast(2))
            .withLateFirings(AfterPane.elementCountAtLeast(1)),
        AfterWatermark.pastEndOfWindow()
            .withEarlyFirings(
                AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.millis(7))),
        Repeatedly.forever(
            AfterFirst.of(
                AfterPane.elementCountAtLeast(3),
                AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.millis(12)))),
        Repeatedly.forever(AfterSynchronizedProcessingTime.ofFirstElement()));
  }

  @ParameterizedTest
  @MethodSource("windowingsAndSeeds")
  void bufferedValuesComeInTheSamePanes(
      WindowFn<Object, IntervalWindow> windowFn, Trigger trigger, int seed) throws Exception {
    run(windowFn, trigger, seed, SystemReduceFn.buffering(VarIntCoder.of()));
  }

  @ParameterizedTest
  @MethodSource("windowingsAndSeeds")
  void sumsComeInTheSamePanes(WindowFn<Object, IntervalWindow> windowFn, Trigger trigger, int seed)
      throws Exception {
    run(
        windowFn,
        trigger,
        seed,
        SystemReduceFn.combining(
            StringUtf8Coder.of(),
            AppliedCombineFn.withAccumulatorCoder(
                Sum.ofIntegers(), Sum.ofIntegers().getAccumulatorCoder(null, VarIntCoder.of()))));
  }

  private static void run(
      WindowFn<Object, IntervalWindow> windowFn,
      Trigger trigger,
      int seed,
      SystemReduceFn<String, Integer, ?, ?, IntervalWindow> reduceFn)
      throws Exception {
    Random random = new Random(seed);
    WindowingStrategy<?, IntervalWindow> windowing = windowing(windowFn, trigger, random);
    InMemoryGrouping oracle = new InMemoryGrouping(windowing, reduceFn);
    TableGrouping ours = new TableGrouping(windowing, reduceFn);
    List<ComparedGrouping> both = List.of(oracle, ours);
    long watermark = 0;
    long processingTime = 0;
    for (ComparedGrouping grouping : both) {
      grouping.inputWatermark(watermark);
    }
    int emitted = 0;
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(6)) {
        case 0 -> {
          watermark += random.nextInt(8);
          for (ComparedGrouping grouping : both) {
            grouping.inputWatermark(watermark);
          }
        }
        case 1 -> {
          processingTime += random.nextInt(8);
          for (ComparedGrouping grouping : both) {
            grouping.processingTime(processingTime);
          }
        }
        default -> element(both, windowing, random, watermark, step);
      }
      emitted += compare(seed + "/" + step + " of " + windowing, oracle, ours);
      if (step % 40 == 0) {
        assertEquals(oracle.cells(), ours.host.state.size(), "cells");
      }
    }
    for (ComparedGrouping grouping : both) {
      grouping.inputWatermark(BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis());
      grouping.processingTime(processingTime + 1_000);
    }
    emitted += compare(seed + "/end of " + windowing, oracle, ours);
    assertTrue(emitted > 0, "panes emitted: " + emitted);
    assertEquals(oracle.cells(), ours.host.state.size(), "cells");
    assertEquals(0, ours.host.timers.size(), "timers left over");
    assertEquals(Holds.NONE, ours.host.holds.minimum());
  }

  private static int compare(String where, InMemoryGrouping oracle, TableGrouping ours) {
    var expected = oracle.takePanes();
    assertEquals(expected, ours.takePanes(), where);
    assertEquals(oracle.outputWatermark(), ours.outputWatermark(), where);
    return expected.size();
  }

  private static void element(
      List<ComparedGrouping> both,
      WindowingStrategy<?, IntervalWindow> windowing,
      Random random,
      long watermark,
      int value)
      throws Exception {
    String key = "key" + random.nextInt(3);
    Instant timestamp = new Instant(watermark + random.nextInt(30) - 12);
    List<BoundedWindow> windows = new ArrayList<>();
    for (BoundedWindow window : assign(windowing.getWindowFn(), timestamp)) {
      // As the operator in front of the grouping drops what is too late.
      if (!LateDataUtils.garbageCollectionTime(window, windowing)
          .isBefore(new Instant(watermark))) {
        windows.add(window);
      }
    }
    if (!windows.isEmpty()) {
      for (ComparedGrouping grouping : both) {
        grouping.element(key, WindowedValues.of(value, timestamp, windows, PaneInfo.NO_FIRING));
      }
    }
  }

  private static <T> Collection<IntervalWindow> assign(
      WindowFn<T, IntervalWindow> windowFn, Instant timestamp) throws Exception {
    return windowFn.assignWindows(
        windowFn.new AssignContext() {
          @Override
          public T element() {
            throw new UnsupportedOperationException();
          }

          @Override
          public Instant timestamp() {
            return timestamp;
          }

          @Override
          public BoundedWindow window() {
            throw new UnsupportedOperationException();
          }
        });
  }

  private static WindowingStrategy<?, IntervalWindow> windowing(
      WindowFn<Object, IntervalWindow> windowFn, Trigger trigger, Random random) {
    return WindowingStrategy.of(windowFn)
        .withTrigger(trigger)
        .withMode(
            random.nextBoolean()
                ? AccumulationMode.ACCUMULATING_FIRED_PANES
                : AccumulationMode.DISCARDING_FIRED_PANES)
        .withAllowedLateness(Duration.millis(random.nextInt(3) * 5))
        .withClosingBehavior(
            random.nextBoolean() ? ClosingBehavior.FIRE_ALWAYS : ClosingBehavior.FIRE_IF_NON_EMPTY)
        .withTimestampCombiner(
            TimestampCombiner.values()[random.nextInt(TimestampCombiner.values().length)]);
  }
}
