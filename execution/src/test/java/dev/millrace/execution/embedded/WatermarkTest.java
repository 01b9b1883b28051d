/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.Fakes.Numbers;
import dev.millrace.execution.embedded.Fakes.Pass;
import dev.millrace.execution.embedded.Fakes.Silent;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.harness.Disturbance;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.translation.graph.Frozen;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.CountingSource;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Watermarks on their way through a job, with the timers that they fire and those that hold them.
 */
class WatermarkTest {
  // Only there for the host to see that the source is unbounded.
  @SuppressWarnings("deprecation") // deprecated for users: it is the nearest source at hand
  private static final OperatorSpec UNBOUNDED =
      new OperatorSpec.ReadUnbounded(
          "read", Frozen.<UnboundedSource<?, ?>>of(CountingSource.unbounded()), 0);

  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());
  private final Graphs graphs = new Graphs();

  @AfterEach
  void noThreadIsLeft() {
    TestThreads.assertNone();
  }

  static Stream<JobSettings> settings() {
    JobSettings plain = JobSettings.defaults(3);
    return Stream.of(
        plain,
        plain.with(ThreadKind.INLINE),
        plain.with(new JobSettings.Bundles(1, 1000)),
        plain.with(Disturbance.channels(3, 2, 7)));
  }

  private void run(JobSettings settings) throws Exception {
    EmbeddedJob job = graphs.start(settings);
    assertTrue(job.await(30_000), job::report);
    assertEquals(JobState.DONE, job.state(), () -> String.valueOf(job.failure()));
  }

  /** Fails at an element that is behind the input watermark. */
  private static class Strict extends Pass {
    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      if (element.getTimestamp().getMillis() < host.inputWatermark()) {
        throw new AssertionError(element + " is behind " + host.inputWatermark());
      }
      super.element(collection, key, element);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void noElementArrivesBehindTheWatermark(JobSettings settings) throws Exception {
    int numbers = graphs.stage("numbers", () -> new Numbers(3000));
    int others = graphs.single("others", () -> new Numbers(3000));
    int middle = graphs.stage("middle", Strict::new);
    int last = graphs.stage("last", Strict::new);
    graphs
        .edge(numbers, middle, Graphs.REBALANCE)
        .edge(others, middle, Graphs.FORWARD)
        .edge(middle, last, Graphs.REBALANCE)
        .edge(numbers, last, Graphs.FORWARD);

    run(settings);
  }

  /** Sets a timer for each number, and keeps in what order they fire. */
  private class Timed extends FakeStage {
    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      set(String.valueOf(element.getValue()), element.getTimestamp().getMillis() + 10);
    }

    void set(String id, long time) {
      host.timers("t", KeySpace.SINGLE)
          .named("", id, TimeDomain.EVENT_TIME)
          .set(null, Namespace.GLOBAL, time, time);
    }

    @Override
    public void timer(TimerFiring firing) throws Exception {
      super.timer(firing);
      assertTrue(firing.time() < host.inputWatermark(), "fired too early");
      assertTrue(host.outputWatermark() <= firing.time(), "the watermark passed a pending timer");
      events.add(firing.time());
      emit(Fakes.at(firing.time(), "fired"));
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void timersFireInOrderAndHoldTheWatermark(JobSettings settings) throws Exception {
    int numbers = graphs.single("numbers", () -> new Numbers(2000));
    int timed = graphs.single("timed", Timed::new);
    int last = graphs.single("last", Strict::new);
    graphs.chain(Graphs.FORWARD, numbers, timed, last);

    run(settings);

    assertEquals(LongStream.range(10, 2010).boxed().toList(), events);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aTimerSetByATimerTakesItsPlaceAmongTheOthers(JobSettings settings) throws Exception {
    int numbers = graphs.single("numbers", () -> new Numbers(30));
    int timed =
        graphs.single(
            "timed",
            () ->
                new Timed() {
                  @Override
                  public void timer(TimerFiring firing) throws Exception {
                    super.timer(firing);
                    if (firing.time() % 10 == 0 && firing.time() < 1000) {
                      set("again " + firing.time(), firing.time() + 10);
                    }
                  }
                });
    graphs.edge(numbers, timed, Graphs.FORWARD);

    run(settings);

    List<Object> sorted = new ArrayList<>(events);
    sorted.sort(null);
    assertEquals(sorted, events);
    assertEquals(1000L, events.get(events.size() - 1));
  }

  /** Emits at the end of each bundle what came in it. */
  private static final class AtFinish extends Strict {
    private final List<WindowedValue<?>> kept = new ArrayList<>();

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element) {
      begin();
      kept.add(element);
    }

    @Override
    public void finishBundle() throws Exception {
      kept.forEach(this::emit);
      kept.clear();
      super.finishBundle();
    }

    @Override
    public boolean emitsAtFinishBundle() {
      return true;
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void anOpenBundleHoldsTheWatermarkIfItsEndMayEmit(JobSettings settings) throws Exception {
    int numbers = graphs.stage("numbers", () -> new Numbers(3000));
    int kept = graphs.stage("kept", AtFinish::new);
    int last = graphs.stage("last", Strict::new);
    graphs.chain(Graphs.REBALANCE, numbers, kept, last);

    run(settings);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void inputEndsOnceForEveryTask(JobSettings settings) throws Exception {
    int numbers = graphs.stage("numbers", () -> new Numbers(100));
    int last =
        graphs.stage(
            "last",
            () ->
                new Pass() {
                  @Override
                  public void inputWatermark(long millis) throws Exception {
                    super.inputWatermark(millis);
                    if (millis == MAX) {
                      events.add(host.instance());
                    }
                  }
                });
    graphs.edge(numbers, last, Graphs.GATHER);

    run(settings);

    events.sort(null);
    assertEquals(IntStream.range(0, 3).boxed().toList(), events);
  }

  @Test
  void anIdleSourceDoesNotHoldTheWatermarkOfOthersAfterItsTimeout() throws Exception {
    CountDownLatch passed = new CountDownLatch(1);
    int silent = graphs.single("silent", UNBOUNDED, Silent::new);
    int between = graphs.single("between", Pass::new);
    int numbers = graphs.single("numbers", EndlessNumbers::new);
    int last =
        graphs.single(
            "last",
            () ->
                new FakeStage() {
                  @Override
                  public void inputWatermark(long millis) {
                    if (millis == 100) {
                      passed.countDown();
                    }
                  }
                });
    graphs.chain(Graphs.FORWARD, silent, between, last).edge(numbers, last, Graphs.FORWARD);
    EmbeddedJob job = graphs.start(JobSettings.defaults(1).withSourceIdleMillis(20));

    passed.await();

    job.cancel();
  }

  /** Emits a hundred numbers and then waits for ever at time 100. */
  private static final class EndlessNumbers extends FakeStage {
    private int next;

    @Override
    public Progress advance(int maxElements) {
      if (next == 100) {
        return Progress.IDLE;
      }
      begin();
      emit(Fakes.at(next, next));
      next++;
      return Progress.MORE;
    }

    @Override
    public long hold() {
      return next;
    }
  }
}
