/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.time.ManualClock;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class FinalizersTest {
  private final ManualClock clock = new ManualClock(0);
  private final Finalizers finalizers = new Finalizers("test", clock, new StopSignal());
  private final List<String> called = new ArrayList<>();

  private void add(String name, long expiry) {
    finalizers.add(new Instant(expiry), () -> called.add(name));
  }

  @Test
  void theyRunInOrderOnceTheirCheckpointIsPublished() {
    add("a", 10);
    add("b", 10);
    finalizers.leaveTo(1);
    add("c", 10);
    finalizers.leaveTo(2);
    add("d", 10);

    assertTrue(finalizers.run(1));
    assertEquals(List.of("a", "b"), called);
    assertFalse(finalizers.run(1));
    assertTrue(finalizers.run(2));
    assertEquals(List.of("a", "b", "c"), called);
    assertFalse(finalizers.isEmpty());
  }

  @Test
  void aLaterCheckpointHasWhatEarlierOnesHadThatCameToNothing() {
    add("a", 10);
    finalizers.leaveTo(1);
    finalizers.leaveTo(2);
    add("b", 10);
    finalizers.leaveTo(3);

    assertTrue(finalizers.run(5));
    assertEquals(List.of("a", "b"), called);
    assertTrue(finalizers.isEmpty());
  }

  @Test
  void oneThatHasExpiredIsDroppedAndOneThatFailsDoesNoHarmToOthers() {
    add("expired", 5);
    finalizers.add(
        new Instant(10),
        () -> {
          throw new IllegalStateException("deliberate");
        });
    add("c", 10);
    finalizers.leaveTo(1);
    clock.advanceTo(7);

    assertTrue(finalizers.run(1));
    assertEquals(List.of("c"), called);
    assertTrue(finalizers.isEmpty());
  }
}
