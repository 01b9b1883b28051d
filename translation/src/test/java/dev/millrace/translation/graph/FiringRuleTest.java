/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.millrace.translation.graph.FiringRule.Pace;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class FiringRuleTest {
  private static final Pace NEVER = new Pace(Long.MAX_VALUE, null, 0);
  private static final AfterPane PAIR = AfterPane.elementCountAtLeast(2);
  private static final AfterProcessingTime SOON =
      AfterProcessingTime.pastFirstElementInPane()
          .plusDelayOf(Duration.millis(3))
          .plusDelayOf(Duration.millis(4));

  private static void assertRule(Pace first, boolean atEnd, Pace afterEnd, Trigger trigger) {
    assertEquals(new FiringRule(first, atEnd, afterEnd), FiringRule.of(trigger));
  }

  @Test
  void theDefaultTriggerFiresAtTheEndAndForEachLateElement() {
    Pace each = new Pace(1, null, 0);

    assertRule(NEVER, true, each, DefaultTrigger.of());
    assertRule(NEVER, true, each, Repeatedly.forever(AfterWatermark.pastEndOfWindow()));
  }

  @Test
  void withoutLateFiringsTheEndCloses() {
    assertRule(NEVER, true, null, AfterWatermark.pastEndOfWindow());
    assertRule(
        new Pace(2, null, 0), true, null, AfterWatermark.pastEndOfWindow().withEarlyFirings(PAIR));
  }

  @Test
  void earlyAndLateFiringsHaveTheirPaces() {
    assertRule(
        new Pace(Long.MAX_VALUE, TimeDomain.PROCESSING_TIME, 7),
        true,
        new Pace(Long.MAX_VALUE, TimeDomain.SYNCHRONIZED_PROCESSING_TIME, 0),
        AfterWatermark.pastEndOfWindow()
            .withEarlyFirings(SOON)
            .withLateFirings(AfterSynchronizedProcessingTime.ofFirstElement()));
  }

  @Test
  void whatRepeatsKnowsNoEnd() {
    assertRule(new Pace(2, null, 0), false, null, Repeatedly.forever(PAIR));
    assertRule(
        new Pace(2, TimeDomain.PROCESSING_TIME, 7),
        false,
        null,
        Repeatedly.forever(AfterFirst.of(PAIR, SOON)));
    assertRule(NEVER, false, null, Never.ever());
  }

  @Test
  void otherTriggersComeToNoRule() {
    assertNull(FiringRule.of(PAIR));
    assertNull(
        FiringRule.of(
            AfterWatermark.pastEndOfWindow().withEarlyFirings(AfterFirst.of(PAIR, SOON))));
    assertNull(FiringRule.of(Repeatedly.forever(AfterFirst.of(SOON, SOON))));
    assertNull(FiringRule.of(Repeatedly.forever(SOON.alignedTo(Duration.millis(10)))));
    assertNull(FiringRule.of(Repeatedly.forever(PAIR).orFinally(SOON)));
  }
}
