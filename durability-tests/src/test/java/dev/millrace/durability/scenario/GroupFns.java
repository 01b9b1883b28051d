/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.scenario;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/** Functions that turn groups into results. */
final class GroupFns {
  private GroupFns() {}

  static List<Integer> sorted(Iterable<Integer> values) {
    List<Integer> sorted = new ArrayList<>();
    values.forEach(sorted::add);
    sorted.sort(null);
    return sorted;
  }

  /** A key with all values of a pane. */
  static final class FormatGroup extends DoFn<KV<String, Iterable<Integer>>, String> {
    private static final long serialVersionUID = 1L;
    private final boolean onlyLast;

    FormatGroup(boolean onlyLast) {
      this.onlyLast = onlyLast;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Integer>> group,
        @Timestamp Instant time,
        BoundedWindow window,
        PaneInfo pane,
        OutputReceiver<String> output) {
      if (!onlyLast || pane.isLast()) {
        output.output(group.getKey() + " " + window + " " + time + " " + sorted(group.getValue()));
      }
    }
  }

  /** Each value of a pane, with its key and, where that is the same for all panes, its window. */
  static final class FormatValues extends DoFn<KV<String, Iterable<Integer>>, String> {
    private static final long serialVersionUID = 1L;
    private final boolean windowIsFixed;

    FormatValues(boolean windowIsFixed) {
      this.windowIsFixed = windowIsFixed;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Integer>> group,
        BoundedWindow window,
        OutputReceiver<String> output) {
      for (int value : group.getValue()) {
        output.output(
            group.getKey() + " " + (windowIsFixed ? window.maxTimestamp() : "") + " " + value);
      }
    }
  }

  /** A key with its sum. */
  static final class FormatSum extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;
    private final String name;

    FormatSum(String name) {
      this.name = name;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Integer> sum, BoundedWindow window, OutputReceiver<String> output) {
      output.output(name + " " + sum.getKey() + " " + window + " " + sum.getValue());
    }
  }

  /** A key with the values of both sides. */
  static final class FormatJoin extends DoFn<KV<String, CoGbkResult>, String> {
    private static final long serialVersionUID = 1L;
    private final TupleTag<Integer> left;
    private final TupleTag<Integer> right;

    FormatJoin(TupleTag<Integer> left, TupleTag<Integer> right) {
      this.left = left;
      this.right = right;
    }

    @ProcessElement
    public void process(
        @Element KV<String, CoGbkResult> group,
        BoundedWindow window,
        OutputReceiver<String> output) {
      output.output(
          group.getKey()
              + " "
              + window
              + " "
              + sorted(group.getValue().getAll(left))
              + " "
              + sorted(group.getValue().getAll(right)));
    }
  }
}
