/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.checkpoint.Restarts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a job begins again, after which delays, and what it tells in the end. */
class RestartBudgetTest {
  private final Exception first = new IllegalStateException("first");
  private final Exception second = new IllegalStateException("second");

  private static RestartBudget budget(int most, long delayMillis) {
    return new RestartBudget(new Restarts(most, delayMillis, () -> null));
  }

  @Test
  void asManyAsAreGrantedAndNoMore() {
    RestartBudget budget = budget(2, 0);

    assertTrue(budget.admits(first, 0));
    assertTrue(budget.admits(first, 0));
    assertFalse(budget.admits(first, 0));
  }

  @Test
  void delaysDoubleUpToAMinute() {
    RestartBudget budget = budget(Restarts.NO_LIMIT, 10_000);
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      assertTrue(budget.admits(first, 0));
      delays.add(budget.delayMillis());
    }

    assertEquals(List.of(10_000L, 20_000L, 40_000L, 60_000L, 60_000L), delays);
  }

  @Test
  void aFirstDelayOfMoreThanAMinuteStays() {
    RestartBudget budget = budget(Restarts.NO_LIMIT, 90_000);
    budget.admits(first, 0);
    budget.admits(first, 0);

    assertEquals(90_000, budget.delayMillis());
  }

  @Test
  void afterAnHourWithoutAFailureAllBeginsAnew() {
    RestartBudget budget = budget(1, 1_000);
    budget.admits(first, 0);

    assertTrue(budget.admits(second, RestartBudget.STABLE_NANOS));

    assertEquals(1_000, budget.delayMillis());
    assertSame(second, budget.failure());
    assertEquals(0, second.getSuppressed().length);
  }

  @Test
  void theFirstFailureIsToldWithTheLastOnes() {
    RestartBudget budget = budget(Restarts.NO_LIMIT, 0);
    budget.admits(first, 0);
    for (int i = 0; i < 100; i++) {
      budget.admits(new IllegalStateException("later " + i), 0);
    }

    Throwable failure = budget.failure();

    assertSame(first, failure);
    assertEquals(10, failure.getSuppressed().length);
    assertEquals("later 99", failure.getSuppressed()[9].getMessage());
  }

  @Test
  void oneAndTheSameFailureIsToldOnce() {
    RestartBudget budget = budget(1, 0);
    budget.admits(first, 0);
    budget.admits(first, 0);

    assertEquals(0, budget.failure().getSuppressed().length);
  }

  @Test
  void whatAskedForTooMuchMayPassAndWhatIsBrokenDoesNot() {
    RestartBudget budget = budget(Restarts.NO_LIMIT, 0);

    assertTrue(budget.admits(new OutOfMemoryError(), 0));
    assertTrue(budget.admits(new StackOverflowError(), 0));
    assertFalse(budget.admits(new IllegalStateException(new InternalError()), 0));
  }
}
