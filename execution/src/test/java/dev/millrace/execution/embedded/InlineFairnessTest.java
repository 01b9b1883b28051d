/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.Fakes.Silent;
import dev.millrace.execution.embedded.Fakes.Sink;
import dev.millrace.execution.embedded.checkpoint.CheckpointSize;
import dev.millrace.execution.embedded.checkpoint.CheckpointTarget;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.Durability.Patience;
import dev.millrace.execution.embedded.checkpoint.JobDelta;
import dev.millrace.execution.embedded.checkpoint.Restarts;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** An inline job that always has something to do does all of it by and by. */
class InlineFairnessTest {
  private static final long PATIENCE_MILLIS = 30_000;
  private static final int ENOUGH = 100;

  private final Graphs graphs = new Graphs();
  private final Collection<Object> values = Fakes.values();
  private final List<String> turns = new ArrayList<>();
  private EmbeddedJob job;
  private boolean over;

  /** Always has more, until the test is over. */
  private class Endless extends FakeStage {
    private final String name;
    private int count;

    Endless(String name) {
      this.name = name;
    }

    @Override
    public Progress advance(int maxElements) {
      turns.add(name);
      begin();
      emit(Fakes.element(name + count++));
      looked(count);
      return over ? Progress.DONE : Progress.MORE;
    }

    void looked(int count) {
      over |= count >= 2 * ENOUGH;
    }

    @Override
    public long hold() {
      return over ? MAX : MIN;
    }
  }

  private void runWithSink(int... sources) throws InterruptedException {
    int sink = graphs.single("sink", () -> new Sink(values));
    for (int source : sources) {
      graphs.edge(source, sink, Graphs.GATHER);
    }
    job = graphs.start(inline());
    assertTrue(job.await(PATIENCE_MILLIS), job::report);
    assertEquals(JobState.DONE, job.state(), () -> String.valueOf(job.failure()));
  }

  private static JobSettings inline() {
    return JobSettings.defaults(1).with(ThreadKind.INLINE);
  }

  @Test
  void sourcesThatAlwaysHaveMoreTakeTurns() throws Exception {
    runWithSink(
        graphs.single("first", () -> new Endless("a")),
        graphs.single("second", () -> new Endless("b")),
        graphs.single("third", () -> new Endless("c")));

    assertEquals(List.of("c", "b", "a", "c", "b", "a"), turns.subList(0, 6));
    assertEquals(2 * ENOUGH, turns.stream().filter("c"::equals).count());
    assertTrue(turns.stream().filter("a"::equals).count() >= 2 * ENOUGH - 1);
  }

  @Test
  void whatArrivesIsTakenBeforeAnotherSourceHasItsTurn() throws Exception {
    int first = graphs.single("first", () -> new Endless("a"));
    int second = graphs.single("second", () -> new Endless("b"));
    int sink =
        graphs.single(
            "sink",
            () ->
                new Sink(values) {
                  @Override
                  public void finishBundle() throws Exception {
                    super.finishBundle();
                    turns.add("sink");
                  }
                });
    job =
        graphs
            .edge(first, sink, Graphs.GATHER)
            .edge(second, sink, Graphs.GATHER)
            .start(inline().with(new JobSettings.Bundles(1, 1000)));
    assertTrue(job.await(PATIENCE_MILLIS), job::report);

    assertEquals(List.of("b", "sink", "a", "sink", "b", "sink"), turns.subList(0, 6));
  }

  @Test
  void noMorePilesUpThanASourceSendsInOneTurn() throws Exception {
    int perTurn = 20_000;
    AtomicInteger behind = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Supplier<FakeStage> source =
        () ->
            new Endless("a") {
              @Override
              void looked(int count) {
                most.accumulateAndGet(behind.addAndGet(perTurn), Math::max);
                for (int i = 1; i < perTurn; i++) {
                  emit(Fakes.element(i));
                }
                over |= count == 5;
              }
            };
    int first = graphs.single("first", source);
    int second = graphs.single("second", source);
    int third = graphs.single("third", source);
    int sink =
        graphs.single(
            "sink",
            () ->
                new FakeStage() {
                  @Override
                  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                      throws Exception {
                    super.element(collection, key, element);
                    behind.decrementAndGet();
                  }
                });
    for (int each : List.of(first, second, third)) {
      graphs.edge(each, sink, Graphs.GATHER);
    }
    job = graphs.start(inline());
    assertTrue(job.await(PATIENCE_MILLIS), job::report);

    assertEquals(JobState.DONE, job.state(), () -> String.valueOf(job.failure()));
    assertEquals(0, behind.get());
    // What has not been sent when a turn ends is less than that.
    assertTrue(most.get() < 2 * perTurn, () -> most + " were under way");
  }

  @Test
  void aSourceThatLooksNowAndThenIsNotForgotten() throws Exception {
    int looks =
        graphs.single(
            "looks",
            () ->
                new Silent() {
                  private int count;

                  @Override
                  public Progress advance(int maxElements) {
                    turns.add("looks");
                    over |= ++count >= ENOUGH;
                    return over ? Progress.DONE : Progress.IDLE;
                  }

                  @Override
                  public long hold() {
                    return over ? MAX : MIN;
                  }
                });
    int endless =
        graphs.single(
            "endless",
            () ->
                new Endless("b") {
                  @Override
                  void looked(int count) {}
                });
    runWithSink(looks, endless);

    assertEquals(ENOUGH, turns.stream().filter("looks"::equals).count());
  }

  /** Keeps nothing but the numbers. */
  private static final class Numbers implements CheckpointTarget {
    private final List<Long> published = new ArrayList<>();

    @Override
    public CheckpointSize publish(JobDelta delta) {
      published.add(delta.checkpoint());
      return CheckpointSize.NONE;
    }

    @Override
    public CheckpointTarget savepoint(Path path) {
      return this;
    }

    @Override
    public void close() {}
  }

  @Test
  void aCheckpointThatASourceAsksForAndGoesOnIsCompleted() throws Exception {
    Numbers target = new Numbers();
    List<Long> completed = new ArrayList<>();
    int first =
        graphs.single(
            "first",
            () ->
                new Endless("a") {
                  @Override
                  void looked(int count) {}
                });
    int second =
        graphs.single(
            "second",
            () ->
                new Endless("b") {
                  @Override
                  void looked(int count) {
                    if (count == 10) {
                      var unused =
                          job.checkpoint()
                              .thenAccept(
                                  number -> {
                                    completed.add(number);
                                    over = true;
                                  });
                    }
                  }
                });
    int sink = graphs.single("sink", () -> new Sink(values));
    job =
        graphs
            .edge(first, sink, Graphs.GATHER)
            .edge(second, sink, Graphs.GATHER)
            .start(inline(), new Durability(null, target, 0, Restarts.NONE, new Patience(0, 1, 3)));
    assertTrue(job.await(PATIENCE_MILLIS), job::report);

    assertEquals(JobState.DONE, job.state(), () -> String.valueOf(job.failure()));
    assertEquals(List.of(1L), completed);
    assertEquals(List.of(1L, 2L), target.published);
  }
}
