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
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.window.LateData;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Grouping of windows that do not merge, fire once, at their end, and take nothing late: a table of
 * aggregates per window, and one timer per window for all its keys.
 *
 * <p>The timer is due at the end of the window and holds the output watermark there, which is where
 * the one pane of each key comes out.
 *
 * @param <InputT> the type of the values
 */
final class WindowTableGrouping<InputT> implements Grouping<InputT> {
  private static final String ID = "__millrace_windows";

  private final StageOutput output;
  private final Aggregate aggregate;
  private final OpenWindows windows;
  private final LateData lateData = new LateData();

  /**
   * A grouping of the transform that {@code step} stands for.
   *
   * @param output takes the panes: {@code KV}s of the key and what its group has come to
   */
  WindowTableGrouping(
      Step step,
      KeySpace keys,
      Aggregation aggregation,
      WindowingStrategy<?, ?> windowing,
      StageOutput output) {
    this.output = output;
    this.aggregate =
        Aggregate.of(
            keys.keyCoder(),
            aggregation,
            step.host().state(step.transform(), keys),
            ID,
            step.host().stop());
    this.windows = new OpenWindows(step, keys, windowing, false);
  }

  @Override
  public void add(Key key, @Nullable InputT value, WindowedValue<?> element) {
    for (BoundedWindow window : element.getWindows()) {
      OpenWindow open = windows.open(window);
      if (open == null) {
        lateData.dropped();
      } else {
        aggregate.add(key, open.namespace(), value);
      }
    }
  }

  @Override
  public void fire(TimerFiring firing) {
    OpenWindow window = windows.of(firing.namespace());
    Instant timestamp = Instant.ofEpochMilli(window.end());
    windows.closeIfExpired(window);
    aggregate.drain(
        firing.namespace(),
        (key, result) ->
            output.emit(
                Element.of(
                    KV.of(key, result),
                    timestamp,
                    window.window(),
                    PaneInfo.ON_TIME_AND_ONLY_FIRING,
                    firing.drain())));
  }
}
