/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.stage.Step;
import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A way of grouping values by key and window. All ways answer the same panes to the same elements
 * and watermarks; they differ in which windowings they can serve, and in cost.
 *
 * @param <InputT> the type of the values
 */
interface Grouping<InputT> {

  /**
   * A grouping of the transform that {@code step} stands for.
   *
   * @param path the way of grouping, which must be able to serve {@code windowing}
   * @param output takes the panes: {@code KV}s of the key and what its group has come to
   */
  static Grouping<Object> of(
      Step step,
      GroupingPath path,
      Coder<?> keyCoder,
      Aggregation aggregation,
      WindowingStrategy<?, ?> windowing,
      StageOutput output) {
    KeySpace keys = KeySpace.of(keyCoder, windowing);
    return switch (path) {
      case GENERAL ->
          new GeneralGrouping<>(step, keys, windowing, ReduceFns.of(keyCoder, aggregation), output);
      case WINDOW_TABLE -> new WindowTableGrouping<>(step, keys, aggregation, windowing, output);
      case SLICES ->
          new SlicesGrouping<>(
              step, keys, ((Aggregation.Values) aggregation).valueCoder(), windowing, output);
      case PANE_TABLE ->
          new PaneTableGrouping<>(
              step, keys, windowing, Accumulation.of(aggregation, step.host().stop()), output);
      case SESSIONS ->
          new SessionsGrouping<>(
              step, keys, Accumulation.of(aggregation, step.host().stop()), output);
      case MERGED_WINDOWS ->
          new MergedWindowsGrouping<>(
              step,
              keys,
              windowFn(windowing),
              Accumulation.of(aggregation, step.host().stop()),
              output);
    };
  }

  @SuppressWarnings("unchecked") // the windows of the elements are those of their windowing
  private static WindowFn<?, BoundedWindow> windowFn(WindowingStrategy<?, ?> windowing) {
    return (WindowFn<?, BoundedWindow>) windowing.getWindowFn();
  }

  /**
   * Adds a value to the groups of {@code key}, in all windows of it that have not expired.
   *
   * @param element tells windows and timestamp of the value, and may have any value itself
   */
  void add(Key key, @Nullable InputT value, WindowedValue<?> element) throws Exception;

  /** Handles a timer that this grouping set. */
  void fire(TimerFiring firing) throws Exception;

  /** Tells that a bundle has ended. */
  default void bundleFinished() {}

  /** Tells that the input watermark has risen, and that the timers that were due have fired. */
  default void timersFired() {}
}
