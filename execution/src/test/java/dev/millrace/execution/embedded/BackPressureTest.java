/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.Fakes.Blocked;
import dev.millrace.execution.embedded.Fakes.Numbers;
import dev.millrace.execution.embedded.Fakes.Pass;
import dev.millrace.execution.embedded.Fakes.Sink;
import dev.millrace.execution.host.Key;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackPressureTest {
  private static final int CHUNK = 10;
  private static final int CHUNKS = 3;
  private static final JobSettings SMALL =
      JobSettings.defaults(1).with(JobSettings.Channels.of(CHUNK, CHUNKS));

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger emitted = new AtomicInteger();
  private final AtomicReference<Thread> producer = new AtomicReference<>();

  @AfterEach
  void noThreadIsLeft() {
    TestThreads.assertNone();
  }

  /** Numbers that count how many of them were made. */
  private final class Counted extends Numbers {
    Counted(int count) {
      super(count);
    }

    @Override
    Object value(int number) {
      producer.set(Thread.currentThread());
      emitted.incrementAndGet();
      return number;
    }
  }

  private void awaitBlockedProducer() {
    Thread thread = producer.get();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aProducerWithoutCreditBlocksAndGoesOnWhenThereIsRoom() throws Exception {
    Graphs graphs = new Graphs();
    int numbers = graphs.stage("numbers", () -> new Counted(1000));
    int blocked = graphs.stage("blocked", () -> new Blocked(reached, released));
    EmbeddedJob job = graphs.edge(numbers, blocked, Graphs.FORWARD).start(SMALL);

    reached.await();
    awaitBlockedProducer();
    // The chunks in the channel, and the one for which there is no credit.
    assertTrue(emitted.get() <= (CHUNKS + 1) * CHUNK, () -> emitted + " elements emitted");
    assertTrue(job.report().contains("1 producers blocked"), job::report);

    released.countDown();
    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.DONE, job.state());
    assertEquals(1000, emitted.get());
  }

  @Test
  void aBlockedProducerIsCancelled() throws Exception {
    Graphs graphs = new Graphs();
    int numbers = graphs.stage("numbers", () -> new Counted(1000));
    int blocked = graphs.stage("blocked", () -> new Blocked(reached, released));
    EmbeddedJob job = graphs.edge(numbers, blocked, Graphs.FORWARD).start(SMALL);
    reached.await();
    awaitBlockedProducer();

    job.cancel();

    assertEquals(JobState.CANCELLED, job.state());
  }

  @Test
  void aDiamondDoesNotDeadlockWithTheLeastRoom() throws Exception {
    Collection<Object> values = Fakes.values();
    Graphs graphs = new Graphs();
    int numbers = graphs.stage("numbers", () -> new Numbers(2000));
    int slow = graphs.stage("slow", Multiply::new);
    int sink = graphs.stage("sink", () -> new Sink(values));
    graphs
        .edge(numbers, slow, Graphs.REBALANCE)
        .edge(numbers, sink, Graphs.REBALANCE)
        .edge(slow, sink, Graphs.REBALANCE);

    EmbeddedJob job = graphs.start(JobSettings.defaults(3).with(JobSettings.Channels.of(1, 1)));

    assertTrue(job.await(60_000), job::report);
    assertEquals(JobState.DONE, job.state());
    assertEquals(3 * 2000 * 4, values.size());
  }

  /** Emits each element three times. */
  private static final class Multiply extends Pass {
    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      emit(element);
      emit(element);
    }
  }
}
