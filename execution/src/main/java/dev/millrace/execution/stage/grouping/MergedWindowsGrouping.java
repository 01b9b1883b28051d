/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.Step;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;

/**
 * {@link MergingGrouping} of windows of any function that merges them: a map per key.
 *
 * @param <InputT> the type of the values
 */
final class MergedWindowsGrouping<InputT> extends MergingGrouping<InputT> {

  /** A grouping of windows that {@code windowFn} merges, whose panes go to {@code output}. */
  MergedWindowsGrouping(
      Step step,
      KeySpace keys,
      WindowFn<?, BoundedWindow> windowFn,
      Accumulation accumulation,
      StageOutput output) {
    super(
        step,
        keys,
        accumulation,
        () -> new MergedWindows(windowFn),
        (state, id) ->
            state.values(id, new MergedWindows.MergedWindowsCoder(windowFn, accumulation.coder())),
        output);
  }
}
