/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.watermark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.junit.jupiter.api.Test;

class HoldsTest {
  private static final long END = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  private final Holds holds = new Holds();

  @Test
  void withoutHoldsTheMinimumIsNone() {
    assertEquals(Holds.NONE, holds.minimum());
  }

  @Test
  void theMinimumIsTheEarliestHold() {
    holds.add(20);
    holds.add(10);
    holds.add(30);
    assertEquals(10, holds.minimum());
    holds.remove(10);
    assertEquals(20, holds.minimum());
    holds.remove(30);
    holds.remove(20);
    assertEquals(Holds.NONE, holds.minimum());
  }

  @Test
  void equalHoldsAreCounted() {
    holds.add(10);
    holds.add(10);
    holds.remove(10);
    assertEquals(10, holds.minimum());
    holds.remove(10);
    assertEquals(Holds.NONE, holds.minimum());
  }

  @Test
  void aHoldAfterTheEndOfTimeIsNone() {
    assertEquals(END + 1, Holds.NONE);
    holds.add(Holds.NONE);
    holds.add(Long.MAX_VALUE);
    assertEquals(Holds.NONE, holds.minimum());
    holds.remove(Long.MAX_VALUE);
    holds.remove(Holds.NONE);
    holds.add(END);
    assertEquals(END, holds.minimum());
  }

  @Test
  void removingAHoldThatIsNotThereFailsAndTellsWhichAre() {
    holds.add(10);
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> holds.remove(11));
    assertTrue(thrown.getMessage().contains("11"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("10"), thrown.getMessage());
    assertEquals(10, holds.minimum());
  }

  @Test
  void whateverIsAddedAndRemovedTheMinimumIsThatOfAList() {
    Random random = new Random(3);
    List<Long> model = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      if (!model.isEmpty() && random.nextBoolean()) {
        holds.remove(model.remove(random.nextInt(model.size())));
      } else {
        long millis = random.nextInt(50);
        holds.add(millis);
        model.add(millis);
      }
      long least = model.isEmpty() ? Holds.NONE : Collections.min(model);
      assertEquals(least, holds.minimum());
    }
  }
}
