/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import dev.millrace.translation.graph.OperatorSpec.GroupByKey;
import dev.millrace.translation.graph.OperatorSpec.LiftedCombine;
import dev.millrace.translation.plan.Plan;
import dev.millrace.translation.plan.PlanFixture;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class CombinerLiftingTest {
  private static final Duration MINUTE = Duration.standardMinutes(1);
  private final CombinerLifting lifting = new CombinerLifting();

  private static Plan combine(WindowingStrategy<?, ?> windowing) {
    PlanFixture fixture = new PlanFixture().windowing(windowing);
    fixture.parDo("reader", fixture.combine("sum", fixture.impulse("source")));
    return fixture.build();
  }

  private static Plan triggered(Trigger trigger) {
    return combine(WindowingStrategy.of(FixedWindows.of(MINUTE)).withTrigger(trigger));
  }

  private void assertLifts(boolean expected, Plan plan) {
    assertEquals(expected ? List.of("sum") : List.of(), lifting.apply(plan).transforms());
  }

  @Test
  void combineSplitsInTwo() {
    Plan plan = combine(WindowingStrategy.globalDefault());

    Plan lifted = lifting.apply(plan).plan();

    LiftedCombine before = assertInstanceOf(LiftedCombine.class, lifted.operators().get(1));
    GroupByKey after = assertInstanceOf(GroupByKey.class, lifted.operators().get(2));
    GroupByKey whole = (GroupByKey) plan.operators().get(1);
    assertEquals(whole.input(), before.input());
    assertEquals(before.output(), after.input());
    assertEquals(whole.output(), after.output());
    assertEquals(new Aggregation.MergeAccumulators(before.combine()), after.aggregation());
    assertEquals(whole.windowing(), after.windowing());
  }

  @Test
  void accumulatorsTravelWithTheirCoderInTheWindowsOfTheInput() {
    Plan plan = triggered(DefaultTrigger.of());

    Plan lifted = lifting.apply(plan).plan();

    LiftedCombine before = (LiftedCombine) lifted.operators().get(1);
    assertEquals(
        KvCoder.of(PlanFixture.KEY_CODER, VarLongCoder.of()),
        lifted.collection(before.output()).coder());
    assertEquals(
        plan.collection(before.input()).windowing(),
        lifted.collection(before.output()).windowing());
  }

  @Test
  void triggersThatFollowTheWatermarkAreLifted() {
    assertLifts(true, triggered(DefaultTrigger.of()));
    assertLifts(true, triggered(AfterWatermark.pastEndOfWindow()));
    assertLifts(true, triggered(Never.ever()));
  }

  @Test
  void combinesInWindowsThatMergeAreNotLifted() {
    assertLifts(false, combine(WindowingStrategy.of(Sessions.withGapDuration(MINUTE))));
  }

  @Test
  void triggersThatCountOrTimeArrivalsAreNotLifted() {
    assertLifts(false, triggered(Repeatedly.forever(AfterPane.elementCountAtLeast(3))));
    assertLifts(false, triggered(Repeatedly.forever(AfterProcessingTime.pastFirstElementInPane())));
    assertLifts(
        false,
        triggered(
            AfterWatermark.pastEndOfWindow().withEarlyFirings(AfterPane.elementCountAtLeast(1))));
    assertLifts(
        false,
        triggered(
            AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1))));
  }

  @Test
  void groupingOfValuesStaysAsItIs() {
    PlanFixture fixture = new PlanFixture();
    fixture.parDo("reader", fixture.group("group", fixture.impulse("source")));
    Plan plan = fixture.build();

    Rewritten rewritten = lifting.apply(plan);

    assertSame(plan, rewritten.plan());
    assertEquals(List.of(), rewritten.transforms());
  }
}
