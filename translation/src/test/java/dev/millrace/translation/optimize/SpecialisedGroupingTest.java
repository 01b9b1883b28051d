/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.translation.graph.CombineSpec;
import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import dev.millrace.translation.graph.OperatorSpec.GroupByKey;
import dev.millrace.translation.graph.OperatorSpec.MaterializeView;
import dev.millrace.translation.plan.Plan;
import dev.millrace.translation.plan.PlanFixture;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.CombineWithContext;
import org.apache.beam.sdk.transforms.windowing.AfterEach;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class SpecialisedGroupingTest {
  private static final Duration MINUTE = Duration.standardMinutes(1);
  private static final WindowingStrategy<?, ?> FIXED =
      WindowingStrategy.of(FixedWindows.of(MINUTE));
  private static final Trigger RARE =
      AfterEach.inOrder(AfterPane.elementCountAtLeast(1), AfterWatermark.pastEndOfWindow());

  private static GroupingPath path(PlanFixture fixture) {
    Plan plan = new SpecialisedGrouping().apply(fixture.build()).plan();
    return ((GroupByKey) plan.operators().get(1)).path();
  }

  private static GroupingPath path(WindowingStrategy<?, ?> windowing) {
    PlanFixture fixture = new PlanFixture().windowing(windowing);
    fixture.group("group", fixture.impulse("source"));
    return path(fixture);
  }

  private static GroupingPath path(Aggregation aggregation) {
    PlanFixture fixture = new PlanFixture().windowing(FIXED);
    fixture.group("group", fixture.impulse("source"), aggregation);
    return path(fixture);
  }

  @Test
  void windowsThatFireOnceAreGroupedInTables() {
    assertEquals(GroupingPath.WINDOW_TABLE, path(FIXED));
    assertEquals(GroupingPath.WINDOW_TABLE, path(WindowingStrategy.globalDefault()));
    assertEquals(
        GroupingPath.WINDOW_TABLE, path(FIXED.withTrigger(AfterWatermark.pastEndOfWindow())));
  }

  @Test
  void sessionsThatFireOnceAreGroupedInLists() {
    assertEquals(
        GroupingPath.SESSIONS, path(WindowingStrategy.of(Sessions.withGapDuration(MINUTE))));
  }

  @Test
  void otherWindowsThatMergeAndFireOnceAreMergedWhenTheyMayHaveEnded() {
    WindowingStrategy<?, ?> merging = WindowingStrategy.of(new AllInOne());

    assertEquals(GroupingPath.MERGED_WINDOWS, path(merging));
    assertEquals(GroupingPath.GENERAL, path(merging.withAllowedLateness(MINUTE)));
  }

  @Test
  void windowsThatCommonTriggersFireOftenAreGroupedInTablesOfPanes() {
    assertEquals(GroupingPath.PANE_TABLE, path(FIXED.withAllowedLateness(MINUTE)));
    assertEquals(
        GroupingPath.PANE_TABLE,
        path(FIXED.withTrigger(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))));
    assertEquals(
        GroupingPath.PANE_TABLE, path(FIXED.withTimestampCombiner(TimestampCombiner.EARLIEST)));
  }

  @Test
  void sessionsThatFireOftenAndRareTriggersGoTheGeneralPath() {
    assertEquals(
        GroupingPath.GENERAL,
        path(WindowingStrategy.of(Sessions.withGapDuration(MINUTE)).withAllowedLateness(MINUTE)));
    assertEquals(GroupingPath.GENERAL, path(FIXED.withTrigger(RARE)));
  }

  @Test
  void combinesThatAskForTheirContextGoTheGeneralPathLiftedOrNot() {
    CombineSpec combine = new CombineSpec(new Last(), VarIntCoder.of(), VarIntCoder.of());

    assertEquals(GroupingPath.GENERAL, path(new Aggregation.Combine(combine)));
    assertEquals(GroupingPath.GENERAL, path(new Aggregation.MergeAccumulators(combine)));
  }

  @Test
  void viewsAreGroupedInTheSameWays() {
    PlanFixture fixture = new PlanFixture().windowing(FIXED);
    fixture.view("view", fixture.impulse("source"));

    Plan plan = new SpecialisedGrouping().apply(fixture.build()).plan();

    assertEquals(GroupingPath.WINDOW_TABLE, ((MaterializeView) plan.operators().get(1)).path());
  }

  @Test
  void thePlanSaysWhyAGroupingGoesTheGeneralPath() {
    PlanFixture fixture = new PlanFixture().windowing(FIXED.withTrigger(RARE));
    fixture.group("group", fixture.impulse("source"));

    Plan plan = new SpecialisedGrouping().apply(fixture.build()).plan();

    assertEquals(
        "its trigger is none of the common ones", ((GroupByKey) plan.operators().get(1)).reason());
  }

  private static final class Last
      extends CombineWithContext.CombineFnWithContext<Integer, Integer, Integer> {
    @Override
    public Integer createAccumulator(CombineWithContext.Context context) {
      return 0;
    }

    @Override
    public Integer addInput(Integer last, Integer input, CombineWithContext.Context context) {
      return input;
    }

    @Override
    public Integer mergeAccumulators(
        Iterable<Integer> accumulators, CombineWithContext.Context context) {
      return accumulators.iterator().next();
    }

    @Override
    public Integer extractOutput(Integer last, CombineWithContext.Context context) {
      return last;
    }
  }

  /** A function that may merge the only window that it knows. */
  private static final class AllInOne extends WindowFn<Object, GlobalWindow> {
    private static final long serialVersionUID = 1L;

    @Override
    public List<GlobalWindow> assignWindows(AssignContext context) {
      return List.of(GlobalWindow.INSTANCE);
    }

    @Override
    public void mergeWindows(MergeContext context) throws Exception {
      context.merge(context.windows(), GlobalWindow.INSTANCE);
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the super class
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof AllInOne;
    }

    @Override
    public Coder<GlobalWindow> windowCoder() {
      return GlobalWindow.Coder.INSTANCE;
    }

    @Override
    public WindowMappingFn<GlobalWindow> getDefaultWindowMappingFn() {
      return new GlobalWindows().getDefaultWindowMappingFn();
    }
  }
}
