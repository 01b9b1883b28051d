/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.harness.Disturbance;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random graphs under random settings, for as long as {@code -Dstress.seconds} says, 20 if it says
 * nothing. Not part of the normal build; to run it: {@code mvn test -pl execution -am
 * -DexcludedGroups= -Dgroups=stress -Dsurefire.failIfNoSpecifiedTests=false}. A failure names the
 * seed; {@code -Dstress.seed} begins with that one.
 */
@Tag("stress")
class JobStressTest {
  private static final Exchange[] EXCHANGES = {
    Graphs.FORWARD, Graphs.REBALANCE, Graphs.GATHER, Graphs.BY_KEY
  };

  private interface Trial {
    void run(Random random) throws Exception;
  }

  private static void repeat(Trial trial) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("stress.seconds", 20));
    long seed = Long.getLong("stress.seed", System.nanoTime());
    for (int i = 0; i == 0 || System.nanoTime() < end; i++, seed++) {
      try {
        trial.run(new Random(seed));
        TestThreads.assertNone();
      } catch (Throwable t) {
        throw new AssertionError("With -Dstress.seed=" + seed, t);
      }
    }
  }

  /** Counts elements by the sum of a hash of them, which does not depend on their order. */
  private static final class Tally {
    final AtomicLong count = new AtomicLong();
    final AtomicLong sum = new AtomicLong();
    final AtomicLong opened = new AtomicLong();
    final AtomicLong closed = new AtomicLong();

    void add(int stage, Object value) {
      count.incrementAndGet();
      sum.addAndGet((value.hashCode() + 31L * stage) * 0x9E3779B97F4A7C15L);
    }
  }

  /** Emits pairs, now and then pausing as if it had nothing. */
  private static final class Pairs extends FakeStage {
    private final int count;
    private final Random random;
    private int next;

    Pairs(int count, Random random) {
      this.count = count;
      this.random = random;
    }

    @Override
    public Progress advance(int maxElements) {
      if (next == count) {
        return Progress.DONE;
      }
      if (random.nextInt(8) == 0) {
        return Progress.IDLE;
      }
      int emitted = Math.min(count - next, 1 + random.nextInt(maxElements));
      for (int i = 0; i < emitted; i++) {
        begin();
        emit(Fakes.at(next, KV.of(next % 17, next)));
        next++;
      }
      return next < count ? Progress.MORE : Progress.DONE;
    }

    @Override
    public long hold() {
      return next < count ? next : MAX;
    }
  }

  /** Counts what arrives and passes some of it on, sometimes only at the end of the bundle. */
  private static final class Relay extends FakeStage {
    private final int stage;
    private final Tally tally;
    private final boolean atFinish;
    private final List<WindowedValue<?>> kept = new ArrayList<>();

    Relay(int stage, Tally tally, boolean atFinish) {
      this.stage = stage;
      this.tally = tally;
      this.atFinish = atFinish;
    }

    @Override
    public void open(StageHost host) throws Exception {
      tally.opened.incrementAndGet();
      super.open(host);
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      if (element.getTimestamp().getMillis() < host.inputWatermark()) {
        throw new AssertionError(element + " is behind " + host.inputWatermark());
      }
      tally.add(stage, element.getValue());
      if (element.getValue().hashCode() % 3 != 0) {
        return;
      }
      if (atFinish) {
        kept.add(element);
      } else {
        emit(element);
      }
    }

    @Override
    public void finishBundle() throws Exception {
      kept.forEach(this::emit);
      kept.clear();
      super.finishBundle();
    }

    @Override
    public boolean emitsAtFinishBundle() {
      return atFinish;
    }

    @Override
    public void close() throws Exception {
      tally.closed.incrementAndGet();
      super.close();
    }
  }

  // The same calls of random for the same seed, so that two runs are of the same graph.
  private static Graphs graphs(Random random, Tally tally, List<Integer> sources) {
    Graphs graphs = new Graphs();
    List<Integer> stages = new ArrayList<>(sources);
    for (int i = 0; i < 1 + random.nextInt(2); i++) {
      int count = random.nextInt(3000);
      long seed = random.nextLong();
      boolean single = random.nextBoolean();
      stages.add(
          single
              ? graphs.single("source", () -> new Pairs(count, new Random(seed)))
              : graphs.stage("source", () -> new Pairs(count, new Random(seed))));
    }
    grow(graphs, stages, random, tally);
    return graphs;
  }

  private static void grow(Graphs graphs, List<Integer> stages, Random random, Tally tally) {
    int relays = 1 + random.nextInt(6);
    for (int i = 0; i < relays; i++) {
      int id = stages.size();
      boolean atFinish = random.nextInt(3) == 0;
      int relay =
          random.nextInt(4) == 0
              ? graphs.single("relay", () -> new Relay(id, tally, atFinish))
              : graphs.stage("relay", () -> new Relay(id, tally, atFinish));
      int inputs = 1 + random.nextInt(3);
      for (int j = 0; j < inputs; j++) {
        int from = stages.get(random.nextInt(stages.size()));
        graphs.edge(from, relay, EXCHANGES[random.nextInt(EXCHANGES.length)]);
      }
      stages.add(relay);
    }
  }

  private static JobSettings settings(Random random, int parallelism) {
    return JobSettings.defaults(parallelism)
        .with(new JobSettings.Bundles(1 + random.nextInt(100), random.nextInt(20)))
        .with(channels(random, 1 + random.nextInt(40), 1 + random.nextInt(4)));
  }

  private static JobSettings.Channels channels(Random random, int chunkElements, int chunks) {
    return random.nextBoolean()
        ? JobSettings.Channels.of(chunkElements, chunks)
        : Disturbance.channels(chunkElements, chunks, random.nextLong());
  }

  private static void awaitDone(EmbeddedJob job) throws InterruptedException {
    assertTrue(job.await(60_000), job::report);
    if (job.failure() != null) {
      throw new AssertionError(job.failure());
    }
    assertEquals(JobState.DONE, job.state());
  }

  @Test
  void threadsGiveTheResultsOfOneThread() throws Exception {
    repeat(
        random -> {
          long seed = random.nextLong();
          int parallelism = 1 + random.nextInt(6);
          Tally expected = new Tally();
          awaitDone(
              graphs(new Random(seed), expected, List.of())
                  .start(JobSettings.defaults(parallelism).with(ThreadKind.INLINE)));
          Tally actual = new Tally();
          awaitDone(
              graphs(new Random(seed), actual, List.of()).start(settings(random, parallelism)));

          assertEquals(expected.count.get(), actual.count.get());
          assertEquals(expected.sum.get(), actual.sum.get());
          assertEquals(actual.opened.get(), actual.closed.get());
        });
  }

  @Test
  void aJobCancelledAtAnyPointLeavesNothing() throws Exception {
    repeat(
        random -> {
          Tally tally = new Tally();
          EmbeddedJob job =
              graphs(new Random(random.nextLong()), tally, List.of())
                  .start(settings(random, 1 + random.nextInt(6)));
          long end = System.nanoTime() + random.nextInt(2_000_000);
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          job.cancel();

          assertTrue(job.await(0));
          assertEquals(tally.opened.get(), tally.closed.get());
        });
  }

  /** Emits a few pairs at each rest of the job, having seen that all of those before arrived. */
  private static final class Play extends FakeStage {
    private final Tally tally;
    private final Random random;
    private long emitted;
    private int left = 50;

    Play(Tally tally, Random random) {
      this.tally = tally;
      this.random = random;
    }

    @Override
    public Progress advance(int maxElements) {
      assertEquals(emitted, tally.count.get(), "elements that have arrived");
      int count = random.nextInt(20);
      for (int i = 0; i < count; i++) {
        begin();
        // Arrives four times: twice at the last stage, directly and through two others.
        emit(Fakes.at(0, passedOn(i)));
      }
      emitted += 4L * count;
      return --left > 0 ? Progress.AWAITS_QUIESCENCE : Progress.DONE;
    }

    // One that relays pass on.
    private static KV<Integer, Integer> passedOn(int key) {
      int value = 0;
      while (KV.of(key, value).hashCode() % 3 != 0) {
        value++;
      }
      return KV.of(key, value);
    }

    @Override
    public long hold() {
      return left > 0 ? MIN : MAX;
    }
  }

  @Test
  void quiescenceComesAfterEveryElementHasArrived() throws Exception {
    repeat(
        random -> {
          Tally tally = new Tally();
          Graphs graphs = new Graphs();
          long seed = random.nextLong();
          int play =
              graphs.single(
                  "play",
                  new OperatorSpec.PlayTestStream("play", List.of(), 0),
                  () -> new Play(tally, new Random(seed)));
          int first = graphs.stage("first", () -> new Relay(0, tally, false));
          int second = graphs.stage("second", () -> new Relay(0, tally, true));
          int last = graphs.stage("last", () -> new Relay(0, tally, false));
          graphs
              .edge(play, first, Graphs.REBALANCE)
              .edge(first, second, Graphs.BY_KEY)
              .edge(second, last, Graphs.REBALANCE)
              .edge(play, last, Graphs.REBALANCE);

          awaitDone(graphs.start(settings(random, 1 + random.nextInt(6))));
        });
  }
}
