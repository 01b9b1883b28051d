/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.Fakes.Numbers;
import dev.millrace.execution.embedded.Fakes.Pass;
import dev.millrace.execution.embedded.Fakes.Silent;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageHost;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a job when a task fails or somebody cancels. */
class FailureTest {
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final RuntimeException failure = new IllegalStateException("deliberate");

  @AfterEach
  void nothingIsLeft() {
    TestThreads.assertNone();
    assertEquals(opened.get(), closed.get(), "opened, and closed");
  }

  /** Counts its openings and closings. */
  private class Counted extends Pass {
    @Override
    public void open(StageHost host) throws Exception {
      opened.incrementAndGet();
      super.open(host);
    }

    @Override
    public void close() throws Exception {
      closed.incrementAndGet();
      super.close();
    }
  }

  /** Fails at number 500. */
  private final class Failing extends Counted {
    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      if (element.getValue().equals(500)) {
        throw failure;
      }
    }
  }

  private static JobSettings settings(ThreadKind threads) {
    return JobSettings.defaults(2).with(threads);
  }

  @ParameterizedTest
  @EnumSource(
      value = ThreadKind.class,
      names = {"PLATFORM", "INLINE"})
  void aFailureFailsTheJobAndClosesAllTasks(ThreadKind threads) throws Exception {
    Graphs graphs = new Graphs();
    int numbers = graphs.stage("numbers", () -> new Numbers(100_000));
    int failing = graphs.stage("failing", Failing::new);
    int after = graphs.stage("after", Counted::new);
    EmbeddedJob job =
        graphs.chain(Graphs.REBALANCE, numbers, failing, after).start(settings(threads));

    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.FAILED, job.state());
    assertSame(failure, job.failure());
  }

  @Test
  void aFailureInterruptsTasksThatBlock() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    Graphs graphs = new Graphs();
    int numbers = graphs.single("numbers", () -> new Numbers(10));
    int blocked = graphs.single("blocked", () -> new Blocking(reached));
    int failing =
        graphs.single(
            "failing",
            () ->
                new Counted() {
                  @Override
                  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                      throws Exception {
                    reached.await();
                    throw failure;
                  }
                });
    EmbeddedJob job =
        graphs
            .edge(numbers, blocked, Graphs.FORWARD)
            .edge(numbers, failing, Graphs.FORWARD)
            .start(settings(ThreadKind.PLATFORM));

    assertTrue(job.await(20_000), job::report);
    assertSame(failure, job.failure());
    assertEquals(0, failure.getSuppressed().length, "an interrupt is no failure of its own");
  }

  @Test
  void aFailureToOpenFailsTheJob() throws Exception {
    Graphs graphs = new Graphs();
    graphs.stage(
        "failing",
        () ->
            new Counted() {
              @Override
              public void open(StageHost host) throws Exception {
                super.open(host);
                throw failure;
              }
            });
    EmbeddedJob job = graphs.start(settings(ThreadKind.PLATFORM));

    assertTrue(job.await(20_000), job::report);
    assertSame(failure, job.failure());
  }

  @Test
  void aFailureToCloseAfterAFailureIsSuppressed() throws Exception {
    RuntimeException atClose = new IllegalArgumentException("at close");
    Graphs graphs = new Graphs();
    int numbers = graphs.single("numbers", () -> new Numbers(1000));
    int failing =
        graphs.single(
            "failing",
            () ->
                new Pass() {
                  @Override
                  public void element(int collection, @Nullable Key key, WindowedValue<?> element) {
                    throw failure;
                  }

                  @Override
                  public void close() {
                    throw atClose;
                  }
                });
    EmbeddedJob job =
        graphs.edge(numbers, failing, Graphs.FORWARD).start(settings(ThreadKind.PLATFORM));

    assertTrue(job.await(20_000), job::report);
    assertSame(failure, job.failure());
    assertSame(atClose, failure.getSuppressed()[0]);
  }

  @Test
  void aFailureToCloseAfterSuccessDoesNotFailTheJob() throws Exception {
    Graphs graphs = new Graphs();
    graphs.single(
        "failing",
        () ->
            new Numbers(10) {
              @Override
              public void close() {
                throw failure;
              }
            });
    EmbeddedJob job = graphs.start(settings(ThreadKind.PLATFORM));

    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.DONE, job.state());
    assertNull(job.failure());
  }

  /** Blocks at the first element until it is interrupted. */
  private final class Blocking extends Counted {
    private final CountDownLatch reached;

    Blocking(CountDownLatch reached) {
      this.reached = reached;
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      reached.countDown();
      new CountDownLatch(1).await();
    }
  }

  /** Blocks at the first element and does not heed the first two interrupts. */
  private final class Stubborn extends Counted {
    private final CountDownLatch reached;

    Stubborn(CountDownLatch reached) {
      this.reached = reached;
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      reached.countDown();
      for (int interrupts = 0; interrupts < 3; interrupts++) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          continue;
        }
      }
    }
  }

  @Test
  void cancelInterruptsATaskThatBlocks() throws Exception {
    cancelWithinASecond(Blocking::new);
  }

  @Test
  void cancelInterruptsAgainATaskThatSwallowsInterrupts() throws Exception {
    cancelWithinASecond(Stubborn::new);
  }

  private void cancelWithinASecond(java.util.function.Function<CountDownLatch, FakeStage> blocking)
      throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    Graphs graphs = new Graphs();
    int silent = graphs.stage("silent", Silent::new);
    int numbers = graphs.stage("numbers", () -> new Numbers(1_000_000));
    int blocked = graphs.single("blocked", () -> blocking.apply(reached));
    int unused = graphs.stage("unused", Counted::new);
    EmbeddedJob job =
        graphs
            .chain(Graphs.FORWARD, numbers, blocked, unused)
            .edge(silent, unused, Graphs.FORWARD)
            .start(settings(ThreadKind.PLATFORM));
    reached.await();

    long start = System.nanoTime();
    job.cancel();

    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1));
    assertEquals(JobState.CANCELLED, job.state());
    assertNull(job.failure());
    assertTrue(job.await(1));
  }

  @Test
  void cancelReturnsAlthoughATaskHeedsNoInterrupt() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Graphs graphs = new Graphs();
    int numbers = graphs.single("numbers", () -> new Numbers(10));
    int blocked = graphs.single("blocked", () -> new Deaf(reached, released));
    EmbeddedJob job =
        graphs.edge(numbers, blocked, Graphs.FORWARD).start(settings(ThreadKind.PLATFORM));
    reached.await();

    long start = System.nanoTime();
    job.cancel();

    assertTrue(System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(1500));
    assertEquals(JobState.CANCELLED, job.state());
    assertFalse(TestThreads.alive().isEmpty());
    released.countDown();
    // Teardown runs as soon as it can.
    assertTrue(job.await(20_000));
  }

  /** Blocks at the first element whatever happens. */
  private final class Deaf extends Counted {
    private final CountDownLatch reached;
    private final CountDownLatch released;

    Deaf(CountDownLatch reached, CountDownLatch released) {
      this.reached = reached;
      this.released = released;
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element) {
      reached.countDown();
      boolean waiting = true;
      while (waiting) {
        try {
          released.await();
          waiting = false;
        } catch (InterruptedException e) {
          waiting = true;
        }
      }
    }
  }

  @Test
  void anInlineJobIsCancelledFromAnotherThread() throws Exception {
    Graphs graphs = new Graphs();
    int silent = graphs.stage("silent", Silent::new);
    int after = graphs.stage("after", Counted::new);
    EmbeddedJob job = graphs.edge(silent, after, Graphs.FORWARD).start(settings(ThreadKind.INLINE));
    Thread other = new Thread(job::cancel);
    other.start();

    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.CANCELLED, job.state());
    other.join();
  }

  @Test
  void whenTheThreadOfABusyInlineJobIsInterrupted_thenItStops() throws Exception {
    Graphs graphs = new Graphs();
    graphs.stage("busy", () -> new InterruptsItself(1000));
    EmbeddedJob job = graphs.start(settings(ThreadKind.INLINE));

    assertThrows(InterruptedException.class, () -> job.await(20_000));

    assertEquals(JobState.RUNNING, job.state());
    job.cancel();
    assertEquals(JobState.CANCELLED, job.state());
  }

  @Test
  void aJobThatHasEndedStaysAsItIs() throws Exception {
    Graphs graphs = new Graphs();
    graphs.stage("numbers", () -> new Numbers(10));
    EmbeddedJob job = graphs.start(settings(ThreadKind.PLATFORM));
    job.await(20_000);

    job.cancel();

    assertEquals(JobState.DONE, job.state());
  }

  @Test
  void aGraphWithoutStagesIsDone() throws Exception {
    EmbeddedJob job = new Graphs().start(settings(ThreadKind.PLATFORM));

    assertTrue(job.await(0));
    assertEquals(JobState.DONE, job.state());
  }

  /** Never runs dry, and interrupts its thread when it emits some number. */
  private static final class InterruptsItself extends Fakes.Numbers {
    private final int at;

    InterruptsItself(int at) {
      super(Integer.MAX_VALUE);
      this.at = at;
    }

    @Override
    Object value(int number) {
      if (number == at) {
        Thread.currentThread().interrupt();
      }
      return number;
    }
  }
}
