/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.checkpoint.CheckpointSize;
import dev.millrace.execution.embedded.checkpoint.CheckpointTarget;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.Durability.Patience;
import dev.millrace.execution.embedded.checkpoint.JobDelta;
import dev.millrace.execution.embedded.checkpoint.Restarts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the checkpoints of a job, and of the job. */
class CheckpointTest {
  private static final long PATIENCE_MILLIS = 30_000;
  private static final Patience USUAL = new Patience(0, 1, 3);

  private final Graphs graphs = new Graphs();
  private final Target target = new Target();
  private EmbeddedJob job;

  /** Keeps what it is given, or fails as often as it is told to. */
  private static class Target implements CheckpointTarget {
    final List<JobDelta> published = Collections.synchronizedList(new ArrayList<>());
    final @Nullable Target savepoints;
    private int failures;
    private boolean closed;

    Target() {
      this(new Target(null));
    }

    private Target(@Nullable Target savepoints) {
      this.savepoints = savepoints;
    }

    synchronized void failNext(int times) {
      failures = times;
    }

    @Override
    public synchronized CheckpointSize publish(JobDelta delta) throws IOException {
      if (closed) {
        throw new IllegalStateException("The target has been closed");
      }
      if (failures > 0) {
        failures--;
        throw new IOException("the disk is full");
      }
      published.add(delta);
      return CheckpointSize.NONE;
    }

    @Override
    public CheckpointTarget savepoint(Path path) {
      return savepoints;
    }

    @Override
    public synchronized void close() {
      closed = true;
    }

    List<Long> numbers() {
      return published.stream().map(JobDelta::checkpoint).toList();
    }

    synchronized boolean isClosed() {
      return closed;
    }
  }

  @AfterEach
  void nothingGoesOn() throws InterruptedException {
    job.cancel();
    assertTrue(job.await(PATIENCE_MILLIS), job::report);
  }

  /** A job that has nothing to do and does not end by itself. */
  private void startSilent(Patience patience) {
    int silent = graphs.stage("silent", Fakes.Silent::new);
    int sink = graphs.single("sink", () -> new Fakes.Sink(Fakes.values()));
    start(graphs.chain(Graphs.REBALANCE, silent, sink), patience);
  }

  private void start(Graphs graph, Patience patience) {
    job =
        graph.start(
            JobSettings.defaults(2), new Durability(null, target, 0, Restarts.NONE, patience));
  }

  private static long number(CompletableFuture<Long> checkpoint) throws Exception {
    return checkpoint.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Throwable failure(CompletableFuture<Long> checkpoint) {
    return assertThrows(ExecutionException.class, () -> number(checkpoint)).getCause();
  }

  @Test
  void checkpointsAreNumberedInTheOrderInWhichTheyWereAskedFor() throws Exception {
    startSilent(USUAL);
    for (long each = 1; each <= 5; each++) {
      assertEquals(each, number(job.checkpoint()));
    }
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), target.numbers());
  }

  @Test
  void oneThatCannotBePublishedFailsAndTheNextIsTakenAsIfItHadNotBeen() throws Exception {
    startSilent(USUAL);
    target.failNext(1);
    Throwable why = failure(job.checkpoint());
    assertInstanceOf(IOException.class, why);
    assertEquals("the disk is full", why.getMessage());
    assertTrue(job.report().contains("the disk is full"), job::report);
    assertEquals(2, number(job.checkpoint()));
    assertEquals(JobState.RUNNING, job.state());
    assertEquals(List.of(2L), target.numbers());
  }

  @Test
  void howeverManyFailAJobThatNeedsNoneGoesOn() throws Exception {
    startSilent(USUAL);
    target.failNext(20);
    for (int i = 0; i < 20; i++) {
      assertInstanceOf(IOException.class, failure(job.checkpoint()));
    }
    assertEquals(21, number(job.checkpoint()));
  }

  @Test
  void aFunctionThatTakesTooLongHasTheCheckpointDroppedAndTheJobGoesOn() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    int numbers = graphs.single("numbers", () -> new Fakes.Numbers(10));
    int blocked = graphs.single("blocked", () -> new Fakes.Blocked(reached, released));
    start(graphs.edge(numbers, blocked, Graphs.REBALANCE), new Patience(1, 1, 3));
    assertTrue(reached.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    Throwable why = failure(job.checkpoint());
    assertInstanceOf(TimeoutException.class, why);
    assertTrue(why.getMessage().contains("blocked"), why::getMessage);
    assertEquals(JobState.RUNNING, job.state());
    released.countDown();
    assertTrue(job.await(PATIENCE_MILLIS), job::report);
    assertEquals(JobState.DONE, job.state());
    assertTrue(target.published.get(target.published.size() - 1).finished());
  }

  @Test
  void theLastCheckpointOfAJobSaysThatItHasFinished() throws Exception {
    Collection<Object> values = Fakes.values();
    int numbers = graphs.stage("numbers", () -> new Fakes.Numbers(100));
    int sink = graphs.single("sink", () -> new Fakes.Sink(values));
    start(graphs.chain(Graphs.REBALANCE, numbers, sink), USUAL);
    assertTrue(job.await(PATIENCE_MILLIS), job::report);
    assertEquals(JobState.DONE, job.state());
    assertEquals(200, values.size());
    assertTrue(target.published.get(target.published.size() - 1).finished());
    assertTrue(target.isClosed());
  }

  @Test
  void aJobWhoseLastCheckpointFailsNowAndThenIsDoneAllTheSame() throws Exception {
    target.failNext(USUAL.failures() - 1);
    start(graphs.chain(Graphs.REBALANCE, graphs.stage("n", () -> new Fakes.Numbers(1))), USUAL);
    assertTrue(job.await(PATIENCE_MILLIS), job::report);
    assertEquals(JobState.DONE, job.state());
    assertEquals(1, target.published.size());
  }

  @Test
  void aJobWhoseLastCheckpointCannotBeKeptFailsAndSaysWhy() throws Exception {
    target.failNext(1_000);
    start(graphs.chain(Graphs.REBALANCE, graphs.stage("n", () -> new Fakes.Numbers(1))), USUAL);
    assertTrue(job.await(PATIENCE_MILLIS), job::report);
    assertEquals(JobState.FAILED, job.state());
    String why = String.valueOf(job.failure());
    assertTrue(why.contains("3 in a row"), why);
    assertTrue(why.contains("the disk is full"), why);
  }

  @Test
  void aSavepointGoesToItsOwnPlaceAndTheJobGoesOn() throws Exception {
    startSilent(USUAL);
    assertEquals(1, number(job.savepoint(Path.of("anywhere"))));
    assertEquals(2, number(job.checkpoint()));
    assertEquals(List.of(1L), target.savepoints.numbers());
    assertEquals(List.of(2L), target.numbers());
    assertEquals(JobState.RUNNING, job.state());
  }

  @Test
  void aJobThatIsStoppedWithASavepointEndsBehindItWithoutAnotherCheckpoint() throws Exception {
    startSilent(USUAL);
    assertEquals(1, number(job.stopWithSavepoint(Path.of("anywhere"))));
    assertTrue(job.await(PATIENCE_MILLIS), job::report);
    assertEquals(List.of(1L), target.savepoints.numbers());
    assertFalse(target.savepoints.published.get(0).finished());
    assertEquals(List.of(), target.numbers());
    assertNull(job.failure());
  }

  @Test
  void aStopWhoseSavepointCannotBeKeptIsTakenBack() throws Exception {
    startSilent(USUAL);
    target.savepoints.failNext(1);
    assertInstanceOf(IOException.class, failure(job.stopWithSavepoint(Path.of("anywhere"))));
    assertEquals(2, number(job.checkpoint()));
    assertEquals(JobState.RUNNING, job.state());
    assertEquals(3, number(job.stopWithSavepoint(Path.of("anywhere"))));
  }

  @Test
  void askingAJobThatHasEndedFailsAtOnce() throws Exception {
    startSilent(USUAL);
    job.cancel();
    assertTrue(job.await(PATIENCE_MILLIS), job::report);
    Throwable why = failure(job.checkpoint());
    assertInstanceOf(IllegalStateException.class, why);
    assertTrue(why.getMessage().contains("test"), why::getMessage);
    assertSame(JobState.CANCELLED, job.state());
  }
}
