/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.channel.Mailbox;
import dev.millrace.execution.embedded.schedule.BusyCount;
import dev.millrace.execution.embedded.schedule.Doorbell;
import dev.millrace.execution.embedded.time.WallClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class SynchronizedTimeTest {
  private final BusyCount activity = new BusyCount(() -> () -> {});
  private final Doorbell own = new Doorbell(activity);
  private final Doorbell producer = new Doorbell(activity);
  private final Doorbell other = new Doorbell(activity);
  private final SynchronizedTime time =
      new SynchronizedTime(
          new WallClock(),
          new Task.Upstream(List.of(producer), List.of(other)),
          own,
          new Intake(new Mailbox(own::ring), 1, Long.MIN_VALUE));

  private final long start = System.currentTimeMillis();

  @Test
  void whenAllUpstreamRests_thenTimeIsProcessingTime() {
    assertEquals(start + 1_000, time.at(start + 1_000));
  }

  @Test
  void whenAProducerHasNotEndedItsTurn_thenTimeWaitsForIt() {
    producer.ring();

    long now = System.currentTimeMillis();

    assertTrue(time.at(now + 2_000) <= now, "before the turn");
    assertTrue(time.at(now + 4_000) <= now, "still before the turn");
  }

  @Test
  void whenAProducerDoesNotComeToAnEnd_thenTimeGoesOn() {
    producer.ring();

    long later = System.currentTimeMillis() + 60_000;

    assertEquals(later, time.at(later));
  }

  @Test
  void whenATaskFurtherUpIsBusyForLong_thenTimeDoesNotWaitForIt() {
    other.ring();

    long now = System.currentTimeMillis();

    assertTrue(time.at(now) <= now, "soon");
    assertEquals(now + 500, time.at(now + 500), "after a while");
  }

  @Test
  void whatWorkHasLedToCountsSinceThatWorkBegan() {
    other.ring(start - 50);

    assertEquals(start - 50, time.at(start));
  }
}
