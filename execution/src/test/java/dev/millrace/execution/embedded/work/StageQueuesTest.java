/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.execution.host.contract.WorkQueueContract;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.junit.jupiter.api.Test;

class StageQueuesTest extends WorkQueueContract {
  private final StageQueues work = new StageQueues(RestoredState.nothing());
  private final List<String> woken = new ArrayList<>();
  private final WorkQueue<String> first = share("first", "a", "b");
  private final WorkQueue<String> second = share("second", "never made");

  @Override
  protected WorkQueue<String> join(
      String transform, Runnable call, Supplier<Iterable<String>> initial) {
    return work.share(transform, StringUtf8Coder.of(), instance(call), initial::get);
  }

  private WorkQueue<String> share(String instance, String... items) {
    return work.share(
        "listed", StringUtf8Coder.of(), instance(() -> woken.add(instance)), () -> List.of(items));
  }

  private static Participant instance(Runnable wake) {
    return new Participant() {
      @Override
      public void wake() {
        wake.run();
      }

      @Override
      public long epoch() {
        return 0;
      }

      @Override
      public long checkpoint() {
        return 1;
      }
    };
  }

  @Test
  void anItemWakesOneThatWaits() {
    WorkQueue<String> third = share("third");
    first.poll();
    first.poll();
    second.poll();
    third.poll();

    first.add("c");
    assertEquals(List.of("second"), woken);
    first.add("d");
    assertEquals(List.of("second", "third"), woken);
    first.add("e");
    assertEquals(List.of("second", "third"), woken);
  }

  @Test
  void exhaustionWakesAllThatAskedForIt() {
    WorkQueue<String> third = share("third");
    first.poll();
    first.poll();
    assertFalse(second.exhausted());
    assertFalse(third.exhausted());

    first.done();
    assertEquals(List.of(), woken);
    first.done();
    assertEquals(List.of("second", "third"), woken);
  }
}
