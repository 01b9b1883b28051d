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
import dev.millrace.execution.embedded.Fakes.Sink;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.WorkQueue;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that have nothing to do for the time being. */
class RestTest {
  private final Graphs graphs = new Graphs();

  @AfterEach
  void noThreadIsLeft() {
    TestThreads.assertNone();
  }

  @Test
  void anIdleJobUsesNextToNoProcessor() throws Exception {
    CountDownLatch idle = new CountDownLatch(100);
    int source =
        graphs.stage(
            "source",
            () ->
                new Silent() {
                  @Override
                  public Progress advance(int maxElements) {
                    idle.countDown();
                    return Progress.IDLE;
                  }
                });
    int first = graphs.stage("first", Pass::new);
    int second = graphs.stage("second", Pass::new);
    EmbeddedJob job =
        graphs.chain(Graphs.REBALANCE, source, first, second).start(JobSettings.defaults(2));
    idle.await();

    long before = processorNanos();
    // Nothing ends this wait early: the job is idle for ever.
    job.await(2000);
    long used = processorNanos() - before;

    job.cancel();
    assertTrue(
        used < TimeUnit.MILLISECONDS.toNanos(40),
        () -> TimeUnit.NANOSECONDS.toMicros(used) + " us of processor time in 2 s");
  }

  private static long processorNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return LongStream.of(threads.getAllThreadIds())
        .filter(id -> isOurs(threads, id))
        .map(threads::getThreadCpuTime)
        .sum();
  }

  private static boolean isOurs(ThreadMXBean threads, long id) {
    var info = threads.getThreadInfo(id);
    return info != null && info.getThreadName().startsWith("millrace-test-");
  }

  @Test
  void aTimerInProcessingTimeEndsTheRest() throws Exception {
    CountDownLatch fired = new CountDownLatch(1);
    int source = graphs.single("source", () -> new OneThenSilent(fired));
    int timed =
        graphs.single(
            "timed",
            () ->
                new FakeStage() {
                  @Override
                  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                      throws Exception {
                    super.element(collection, key, element);
                    host.timers("t", KeySpace.SINGLE)
                        .named("", "soon", TimeDomain.PROCESSING_TIME)
                        .set(null, Namespace.GLOBAL, host.processingTime() + 30, 0);
                  }

                  @Override
                  public void timer(TimerFiring firing) throws Exception {
                    super.timer(firing);
                    assertTrue(host.processingTime() > firing.time());
                    fired.countDown();
                  }
                });
    EmbeddedJob job = graphs.edge(source, timed, Graphs.FORWARD).start(JobSettings.defaults(1));

    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.DONE, job.state());
  }

  /** Emits one element, and ends when told to. */
  private static final class OneThenSilent extends FakeStage {
    private final CountDownLatch end;
    private boolean emitted;

    OneThenSilent(CountDownLatch end) {
      this.end = end;
    }

    @Override
    public Progress advance(int maxElements) {
      if (!emitted) {
        emitted = true;
        begin();
        emit(Fakes.element("one"));
        return Progress.MORE;
      }
      return end.getCount() == 0 ? Progress.DONE : Progress.IDLE;
    }

    @Override
    public long hold() {
      return end.getCount() == 0 ? MAX : MIN;
    }
  }

  @Test
  void timersInProcessingTimeAreDroppedWhenInputHasEnded() throws Exception {
    int numbers = graphs.single("numbers", () -> new Numbers(1));
    int timed =
        graphs.single(
            "timed",
            () ->
                new FakeStage() {
                  @Override
                  public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                      throws Exception {
                    super.element(collection, key, element);
                    host.timers("t", KeySpace.SINGLE)
                        .named("", "never", TimeDomain.PROCESSING_TIME)
                        .set(null, Namespace.GLOBAL, host.processingTime() + 1_000_000_000, 0);
                  }
                });
    EmbeddedJob job = graphs.edge(numbers, timed, Graphs.FORWARD).start(JobSettings.defaults(1));

    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.DONE, job.state());
  }

  @Test
  void aLeftoverInterruptOfUserCodeDoesNotKeepTheProcessorBusy() throws Exception {
    AtomicInteger polls = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(10);
    graphs.single(
        "source",
        () ->
            new Silent() {
              @Override
              public Progress advance(int maxElements) {
                Thread.currentThread().interrupt();
                polls.incrementAndGet();
                begun.countDown();
                return Progress.IDLE;
              }
            });
    EmbeddedJob job = graphs.start(JobSettings.defaults(1));
    begun.await();

    int before = polls.get();
    job.await(500);
    int during = polls.get() - before;

    job.cancel();
    assertTrue(during < 200, () -> during + " polls in half a second");
  }

  /** Shares numbers with the other instances; the last of the items makes two more. */
  private static final class Sharing extends FakeStage {
    private final CyclicBarrier allAtWork;
    private WorkQueue<Integer> work;

    Sharing(CyclicBarrier allAtWork) {
      this.allAtWork = allAtWork;
    }

    @Override
    public void open(StageHost host) throws Exception {
      super.open(host);
      work = host.sharedWork("read", VarIntCoder.of(), () -> List.of(0, 1));
    }

    @Override
    public Progress advance(int maxElements) throws Exception {
      Integer item = work.poll();
      if (item == null) {
        return work.exhausted() ? Progress.DONE : Progress.IDLE;
      }
      begin();
      // Passes only if the instances work at the same time.
      allAtWork.await();
      emit(Fakes.element(item));
      if (item < 10) {
        work.add(item + 2);
      }
      work.done();
      return Progress.MORE;
    }

    @Override
    public long hold() {
      return work != null && work.exhausted() ? MAX : MIN;
    }
  }

  @Test
  void instancesShareWorkAndEndTogether() throws Exception {
    Collection<Object> values = Fakes.values();
    CyclicBarrier allAtWork = new CyclicBarrier(2);
    int sharing = graphs.stage("sharing", () -> new Sharing(allAtWork));
    int sink = graphs.single("sink", () -> new Sink(values));
    EmbeddedJob job = graphs.edge(sharing, sink, Graphs.GATHER).start(JobSettings.defaults(2));

    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.DONE, job.state(), () -> String.valueOf(job.failure()));
    assertEquals(
        IntStream.rangeClosed(0, 11).boxed().toList(),
        values.stream().map(Integer.class::cast).sorted().toList());
  }

  @Test
  void anInlineJobAlwaysDoesTheSame() throws Exception {
    List<Collection<Object>> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(inline());
    }
    assertEquals(List.copyOf(runs.get(0)), List.copyOf(runs.get(1)));
    assertEquals(List.copyOf(runs.get(0)), List.copyOf(runs.get(2)));
  }

  private static Collection<Object> inline() throws InterruptedException {
    Graphs graphs = new Graphs();
    Collection<Object> values = Fakes.values();
    int numbers = graphs.stage("numbers", () -> new Numbers(100));
    int pass = graphs.stage("pass", Pass::new);
    int sink = graphs.single("sink", () -> new Sink(values));
    EmbeddedJob job =
        graphs
            .chain(Graphs.REBALANCE, numbers, pass, sink)
            .start(JobSettings.defaults(5).with(ThreadKind.INLINE));
    assertEquals(JobState.RUNNING, job.state());
    assertTrue(values.isEmpty(), "an inline job waits to be waited for");
    assertTrue(job.await(0));
    return values;
  }

  @Test
  void aSnapshotTellsHowFarAJobHasCome() throws Exception {
    int numbers = graphs.stage("numbers", () -> new Numbers(100));
    int pass = graphs.stage("pass", Pass::new);
    EmbeddedJob job = graphs.edge(numbers, pass, Graphs.FORWARD).start(JobSettings.defaults(3));
    assertTrue(job.await(20_000), job::report);

    JobSnapshot snapshot = job.snapshot();
    assertEquals(JobState.DONE, snapshot.state());
    assertEquals(
        new JobSnapshot.Stage("numbers", 0, 300, FakeStage.MAX, JobSnapshot.Activity.DONE, 1.0),
        snapshot.stages().get(0));
    assertEquals(300, snapshot.stages().get(1).elementsIn());
    assertEquals(0, snapshot.stages().get(1).elementsOut());
  }
}
