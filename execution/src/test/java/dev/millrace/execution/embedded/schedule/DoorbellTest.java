/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoorbellTest {
  private int rests;
  private int wakes;
  private final BusyCount activity = new BusyCount(() -> rests++);
  private final Doorbell bell = new Doorbell(activity);

  @BeforeEach
  void countWakes() {
    bell.onRing(() -> wakes++);
  }

  @Test
  void aRingWakesATaskThatRestsOnce() {
    bell.ring();
    bell.ring();

    assertEquals(1, wakes);
    assertEquals(Doorbell.State.RUNG, bell.state());
    assertFalse(activity.atRest());
  }

  @Test
  void aTaskThatWasRungDuringItsTurnDoesNotRest() {
    bell.ring();
    bell.answer();
    bell.ring();

    assertFalse(bell.rest());
    assertEquals(0, rests);
    bell.answer();
    assertTrue(bell.rest());
    assertEquals(1, rests);
    assertEquals(1, wakes);
  }

  @Test
  void theLastToRestBringsTheJobToRest() {
    Doorbell other = new Doorbell(activity);
    bell.ring();
    bell.answer();
    other.ring();
    other.answer();

    assertTrue(bell.rest());
    assertEquals(0, rests);
    assertTrue(other.rest());
    assertEquals(1, rests);
  }

  @Test
  void oneThatIsGoneIsNotWoken() {
    bell.ring();
    bell.answer();
    bell.leave();
    bell.ring();

    assertEquals(1, rests);
    assertEquals(1, wakes);
    assertEquals(Doorbell.State.GONE, bell.state());
  }

  @Test
  void onlyOneThatRestsLeavesUnused() {
    assertTrue(bell.leaveUnused());
    assertFalse(bell.leaveUnused());

    Doorbell other = new Doorbell(activity);
    other.ring();
    assertFalse(other.leaveUnused());
  }

  @Test
  void oneThatSleepsKeepsTheJobFromRestingForGood() {
    bell.ring();
    bell.answer();
    activity.sleeps();
    bell.rest();
    assertTrue(activity.atRest());
    assertFalse(activity.forGood());

    bell.wakeByItself();
    activity.wakes();
    assertFalse(activity.atRest());
    bell.answer();
    bell.rest();
    assertTrue(activity.forGood());
    assertEquals(1, wakes, "it woke by itself");
  }
}
