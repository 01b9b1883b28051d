/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.util.NameUtils;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;

/** The words in which operators and exchanges are described. */
final class OperatorLabels {
  private OperatorLabels() {}

  /** The kind of operator. */
  static String kind(OperatorSpec operator) {
    return operator.getClass().getSimpleName();
  }

  /** What sets this operator apart from others of its kind, empty if its transform's name does. */
  static String detail(OperatorSpec operator) {
    if (operator instanceof OperatorSpec.ReadBounded read) {
      return simpleName(read.source());
    }
    if (operator instanceof OperatorSpec.ReadUnbounded read) {
      return simpleName(read.source());
    }
    if (operator instanceof OperatorSpec.AssignWindows assign) {
      return windowFn(assign.windowFn());
    }
    if (operator instanceof OperatorSpec.LiftedCombine lifted) {
      return "combine with " + name(lifted.combine());
    }
    if (operator instanceof OperatorSpec.GroupByKey group) {
      return aggregation(group.aggregation())
          + "; "
          + windowing(group.windowing())
          + "; by "
          + words(group.path())
          + (group.reason().isEmpty() ? "" : " path: " + group.reason());
    }
    if (operator instanceof OperatorSpec.MaterializeView materialize) {
      return windowing(materialize.windowing()) + "; by " + words(materialize.path());
    }
    return "";
  }

  /** How elements are spread. */
  static String exchange(Exchange exchange) {
    if (exchange instanceof Exchange.ByKey byKey) {
      return "by key (" + byKey.keyCoder() + ")";
    }
    if (exchange instanceof Exchange.Rebalance) {
      return "rebalance";
    }
    if (exchange instanceof Exchange.Gather) {
      return "gather";
    }
    return "forward";
  }

  private static String aggregation(Aggregation aggregation) {
    if (aggregation instanceof Aggregation.Combine combine) {
      return "combine with " + name(combine.combine());
    }
    if (aggregation instanceof Aggregation.MergeAccumulators merge) {
      return "merge accumulators of " + name(merge.combine());
    }
    return "values";
  }

  private static String windowing(WindowingStrategy<?, ?> windowing) {
    StringBuilder text = new StringBuilder(windowFn(windowing.getWindowFn()));
    if (windowing.isTriggerSpecified()) {
      text.append(", trigger ").append(windowing.getTrigger());
      text.append(", ").append(windowing.getMode());
    }
    if (windowing.isAllowedLatenessSpecified()) {
      text.append(", lateness ").append(windowing.getAllowedLateness());
    }
    return text.toString();
  }

  private static String words(GroupingPath path) {
    return path.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String name(CombineSpec combine) {
    return NameUtils.approximateSimpleName(combine.fn());
  }

  /** Its class and what it shows of its parameters. */
  private static String windowFn(WindowFn<?, ?> fn) {
    String parameters =
        DisplayData.from(fn).items().stream()
            .map(item -> item.getKey() + " " + value(item))
            .sorted()
            .collect(Collectors.joining(", "));
    String name = fn.getClass().getSimpleName();
    return parameters.isEmpty() ? name : name + "(" + parameters + ")";
  }

  private static String value(DisplayData.Item item) {
    return item.getType() == DisplayData.Type.DURATION && item.getValue() instanceof Number millis
        ? Duration.millis(millis.longValue()).toString()
        : String.valueOf(item.getValue());
  }

  private static String simpleName(Frozen<?> frozen) {
    String name = frozen.toString();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }
}
