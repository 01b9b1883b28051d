/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoorbellTest {
  private int rests;
  private int wakes;
  private final BusyCount activity = new BusyCount(() -> () -> rests++);
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
  void nobodyWakesWhileItIsDecidedWhatIsDoneAtRest() throws InterruptedException {
    List<Thread> woken = new ArrayList<>();
    List<Doorbell.State> seen = new ArrayList<>();
    AtomicReference<Doorbell> sleeper = new AtomicReference<>();
    BusyCount deciding =
        new BusyCount(
            () -> {
              for (Runnable wake :
                  List.<Runnable>of(sleeper.get()::wakeByItself, sleeper.get()::ring)) {
                Thread thread = new Thread(wake);
                woken.add(thread);
                thread.start();
                while (thread.getState() != Thread.State.BLOCKED && thread.isAlive()) {
                  Thread.onSpinWait();
                }
                seen.add(sleeper.get().state());
              }
              return () -> {};
            });
    sleeper.set(new Doorbell(deciding));
    Doorbell last = new Doorbell(deciding);
    last.ring();
    last.answer();

    assertTrue(last.rest());
    assertEquals(List.of(Doorbell.State.RESTING, Doorbell.State.RESTING), seen);
    for (Thread thread : woken) {
      thread.join();
    }
    assertEquals(Doorbell.State.RUNG, sleeper.get().state());
    assertFalse(deciding.atRest());
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
