/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import dev.millrace.translation.graph.FiringRule;
import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import dev.millrace.translation.graph.OperatorSpec.GroupByKey;
import dev.millrace.translation.graph.OperatorSpec.MaterializeView;
import dev.millrace.translation.plan.Plan;
import dev.millrace.translation.plan.PlanBuilder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Chooses a cheaper way of grouping where there is one. The cheapest are for windows that fire
 * once, at their end: the one pane of a key is then all of its values, at the end of the window.
 * Says of groupings for which there is none why.
 */
public final class SpecialisedGrouping implements Rewrite {
  @Override
  public String name() {
    return "specialised-grouping";
  }

  @Override
  public Rewritten apply(Plan plan) {
    PlanBuilder edited = PlanBuilder.withCollectionsOf(plan);
    List<String> specialised = new ArrayList<>();
    for (OperatorSpec operator : plan.operators()) {
      if (operator instanceof GroupByKey group) {
        GroupByKey chosen = choose(group);
        edited.add(chosen);
        if (chosen.path() != GroupingPath.GENERAL) {
          specialised.add(group.transform());
        }
      } else if (operator instanceof MaterializeView view && reason(view.windowing()).isEmpty()) {
        edited.add(view.by(path(view.windowing())));
        specialised.add(view.transform());
      } else {
        edited.add(operator);
      }
    }
    return new Rewritten(edited.build(), specialised);
  }

  /** Whether {@code group} can be done by {@code path}, chosen or not. */
  public static boolean serves(GroupingPath path, GroupByKey group) {
    return serves(path, group.windowing())
        && (path == GroupingPath.GENERAL || !needsContext(group.aggregation()))
        && (path != GroupingPath.SLICES || canSlice(group));
  }

  /** Whether {@code view} can be grouped by {@code path}, chosen or not. */
  public static boolean serves(GroupingPath path, MaterializeView view) {
    return path != GroupingPath.SLICES && serves(path, view.windowing());
  }

  private static boolean serves(GroupingPath path, WindowingStrategy<?, ?> windowing) {
    boolean special = reason(windowing).isEmpty();
    return switch (path) {
      case GENERAL -> true;
      case WINDOW_TABLE, SLICES -> special && !windowing.needsMerge() && firesOnce(windowing);
      case PANE_TABLE -> special && !windowing.needsMerge();
      case SESSIONS ->
          special && windowing.needsMerge() && windowing.getWindowFn() instanceof Sessions;
      case MERGED_WINDOWS -> special && windowing.needsMerge();
    };
  }

  private static GroupByKey choose(GroupByKey group) {
    String reason =
        needsContext(group.aggregation())
            ? "the combine function looks at its context"
            : reason(group.windowing());
    if (!reason.isEmpty()) {
      return group.generalBecause(reason);
    }
    GroupingPath path = path(group.windowing());
    return group.by(
        path == GroupingPath.WINDOW_TABLE && canSlice(group) ? GroupingPath.SLICES : path);
  }

  // Why not a cheaper path, empty if there is one.
  private static String reason(WindowingStrategy<?, ?> windowing) {
    if (!windowing.needsMerge()) {
      return FiringRule.of(windowing.getTrigger()) == null
          ? "its trigger is none of the common ones"
          : "";
    } else if (!isEndOfWindow(windowing.getTrigger())) {
      return "windows that merge may fire more than once";
    } else if (windowing.getAllowedLateness().getMillis() > 0) {
      return "windows that merge take late values";
    } else if (windowing.getTimestampCombiner() != TimestampCombiner.END_OF_WINDOW) {
      return "the timestamps of windows that merge depend on those of the values";
    }
    return "";
  }

  private static GroupingPath path(WindowingStrategy<?, ?> windowing) {
    if (windowing.needsMerge()) {
      return windowing.getWindowFn() instanceof Sessions
          ? GroupingPath.SESSIONS
          : GroupingPath.MERGED_WINDOWS;
    }
    return firesOnce(windowing) ? GroupingPath.WINDOW_TABLE : GroupingPath.PANE_TABLE;
  }

  // Accumulators may be changed when they are merged, and so cannot be shared by windows.
  private static boolean canSlice(GroupByKey group) {
    return group.aggregation() instanceof Aggregation.Values
        && group.windowing().getWindowFn() instanceof SlidingWindows sliding
        && sliding.getSize().isLongerThan(sliding.getPeriod())
        && sliding.getSize().getMillis() % sliding.getPeriod().getMillis() == 0;
  }

  private static boolean firesOnce(WindowingStrategy<?, ?> windowing) {
    return isEndOfWindow(windowing.getTrigger())
        && windowing.getAllowedLateness().getMillis() == 0
        && windowing.getTimestampCombiner() == TimestampCombiner.END_OF_WINDOW;
  }

  private static boolean isEndOfWindow(Trigger trigger) {
    return trigger instanceof DefaultTrigger || trigger instanceof AfterWatermark.FromEndOfWindow;
  }

  private static boolean needsContext(Aggregation aggregation) {
    if (aggregation instanceof Aggregation.Combine combine) {
      return !(combine.combine().fn() instanceof CombineFn);
    }
    return aggregation instanceof Aggregation.MergeAccumulators merge
        && !(merge.combine().fn() instanceof CombineFn);
  }
}
