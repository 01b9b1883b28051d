/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.checkpoint.CheckpointSize;
import dev.millrace.execution.embedded.checkpoint.CheckpointTarget;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.JobDelta;
import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.embedded.checkpoint.Restarts;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.harness.Disturbance;
import dev.millrace.translation.graph.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A job of a random graph that counts what goes through its channels, takes checkpoints all the
 * time, is cancelled at random, and begins again from the latest checkpoint, until it is done.
 *
 * <p>Each checkpoint has to be a consistent cut: for each edge and producing instance, what has
 * been counted as sent is exactly what has been counted as received. At the end each stage has
 * counted what it does when nothing disturbs the job.
 */
final class CutTrial {
  private static final Exchange[] EXCHANGES = {
    Graphs.FORWARD, Graphs.REBALANCE, Graphs.GATHER, Graphs.BY_KEY
  };

  private final Random random;
  private final long seed;
  private final boolean inline;
  private final AtomicReference<@Nullable Throwable> inconsistency = new AtomicReference<>();
  private final AtomicReference<@Nullable JobImage> latest = new AtomicReference<>();
  private final AtomicInteger checkpoints = new AtomicInteger();
  private int runs;

  CutTrial(Random random, boolean inline) {
    this.random = random;
    this.seed = random.nextLong();
    this.inline = inline;
  }

  /** How many checkpoints were published, all of them consistent cuts. */
  int checkpoints() {
    return checkpoints.get();
  }

  /** How often the job was begun. */
  int runs() {
    return runs;
  }

  void run() throws Exception {
    Counted.Graph undisturbed = graph();
    EmbeddedJob plain =
        undisturbed.graphs.start(
            JobSettings.defaults(3).with(ThreadKind.INLINE), new Durability(null, this::keep, 0));
    awaitDone(plain);
    Map<String, String> expected = undisturbed.totals(latest.getAndSet(null));

    boolean done = false;
    while (!done) {
      done = runOnce();
    }
    assertEquals(expected, graph().totals(latest.get()));
  }

  private boolean runOnce() throws Exception {
    Counted.Graph graph = graph();
    graph.run = ++runs;
    JobSettings settings = settings();
    EmbeddedJob job =
        graph.graphs.start(
            inline ? settings.with(ThreadKind.INLINE) : settings,
            new Durability(latest.get(), target(graph), 0, Restarts.NONE, patience()));
    takeAgain(job);
    // The more runs there were the longer this one may take.
    if (random.nextInt(4) > 0) {
      cancelLater(job);
    } else {
      awaitDone(job);
    }
    job.await(10_000);
    TestThreads.assertNone();
    if (inconsistency.get() != null) {
      throw new AssertionError(inconsistency.get());
    }
    assertTrue(job.failure() == null, () -> String.valueOf(job.failure()));
    return job.state() == JobState.DONE;
  }

  private void cancelLater(EmbeddedJob job) throws InterruptedException {
    long nanos = random.nextInt(2_000_000 * Math.min(runs, 50));
    if (inline) {
      job.await(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    } else {
      long end = System.nanoTime() + nanos;
      while (System.nanoTime() < end && job.state() == JobState.RUNNING) {
        Thread.onSpinWait();
      }
    }
    job.cancel();
  }

  private static void takeAgain(EmbeddedJob job) {
    CompletableFuture<Long> unused =
        job.checkpoint()
            .whenComplete(
                (number, failure) -> {
                  if (job.state() == JobState.RUNNING
                      && !(failure instanceof IllegalStateException)) {
                    takeAgain(job);
                  }
                });
  }

  private CheckpointTarget target(Counted.Graph graph) {
    Random failures = new Random(random.nextLong());
    int oneIn = random.nextBoolean() ? 3 : Integer.MAX_VALUE;
    return delta -> {
      if (failures.nextInt(oneIn) == 1 && !delta.finished()) {
        throw new IOException("deliberate");
      }
      CheckpointSize size = keep(delta);
      try {
        graph.assertConsistent(requireNonNull(latest.get()));
      } catch (Throwable t) {
        inconsistency.compareAndSet(null, t);
      }
      checkpoints.incrementAndGet();
      return size;
    };
  }

  private CheckpointSize keep(JobDelta delta) {
    latest.set(delta.after(latest.get()));
    return CheckpointSize.NONE;
  }

  private Durability.Patience patience() {
    return new Durability.Patience(random.nextInt(3) == 0 ? 1 : 0, 1, 1_000);
  }

  private JobSettings settings() {
    return JobSettings.defaults(1 + random.nextInt(5))
        .with(new JobSettings.Bundles(1 + random.nextInt(100), random.nextInt(20)))
        .with(
            Disturbance.channels(1 + random.nextInt(40), 1 + random.nextInt(3), random.nextLong()));
  }

  private static void awaitDone(EmbeddedJob job) throws InterruptedException {
    assertTrue(job.await(60_000), job::report);
    if (job.failure() != null) {
      throw new AssertionError(job.failure());
    }
    assertEquals(JobState.DONE, job.state());
  }

  // The same each time.
  private Counted.Graph graph() {
    Random same = new Random(seed);
    Counted.Graph graph = new Counted.Graph();
    int sources = 1 + same.nextInt(2);
    for (int i = 0; i < sources; i++) {
      graph.source(same.nextInt(4) == 0 ? 0 : 1 + same.nextInt(40), same.nextBoolean(), same);
    }
    int relays = 1 + same.nextInt(6);
    for (int i = 0; i < relays; i++) {
      int before = sources + i;
      Map<Integer, Exchange> inputs = new TreeMap<>();
      for (int j = 1 + same.nextInt(3); j > 0; j--) {
        inputs.put(same.nextInt(before), EXCHANGES[same.nextInt(EXCHANGES.length)]);
      }
      graph.relay(inputs, same.nextInt(4) == 0, same.nextInt(3) == 0);
    }
    return graph;
  }

  /** As many trials as fit in {@code seconds}, the first with {@code seed}. */
  static List<String> repeat(long seconds, long seed) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<String> told = new ArrayList<>();
    for (long each = seed; each == seed || System.nanoTime() < end; each++) {
      CutTrial trial = new CutTrial(new Random(each), each % 4 == 0);
      try {
        trial.run();
      } catch (Throwable t) {
        throw new AssertionError("With -Dstress.seed=" + each, t);
      }
      told.add(trial.runs() + " runs with " + trial.checkpoints() + " checkpoints");
    }
    return told;
  }
}
