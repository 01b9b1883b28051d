/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a result tells when several ask, when a function asks, and when the end itself fails. */
@Timeout(60)
class EndOfJobTest {
  private static final Map<String, Callable<Object>> ACTIONS = new ConcurrentHashMap<>();

  private final Notes notes = new Notes();
  private final SharedLatch reached = new SharedLatch(1);
  private final SharedLatch released = new SharedLatch(1);

  /** Counts its element, does what the test says, and notes what that came to. */
  static final class Act extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final Counter elements = Metrics.counter("test", "elements");
    private final String job;
    private final EndOfJobTest.Signals signals;
    private final boolean failsAtTheEnd;

    Act(String job, Signals signals, boolean failsAtTheEnd) {
      this.job = job;
      this.signals = signals;
      this.failsAtTheEnd = failsAtTheEnd;
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) throws Exception {
      elements.inc();
      signals.reached.countDown();
      signals.released.await();
      try {
        signals.notes.add("answer " + ACTIONS.get(job).call());
      } catch (IllegalStateException e) {
        signals.notes.add(e.getMessage());
      }
      output.output(element);
      signals.notes.add("after output");
    }

    @Teardown
    public void teardown() {
      signals.notes.add("torn down");
      if (failsAtTheEnd) {
        throw new IllegalStateException("fails at the end");
      }
    }
  }

  private record Signals(SharedLatch reached, SharedLatch released, Notes notes)
      implements java.io.Serializable {}

  private Pipeline pipeline(String job, boolean failsAtTheEnd) {
    Pipeline pipeline =
        TestPipelines.withOptions("--blockOnRun=false", "--parallelism=1", "--jobName=" + job);
    pipeline
        .apply(Create.of(1))
        .apply("Act", ParDo.of(new Act(job, new Signals(reached, released, notes), failsAtTheEnd)));
    return pipeline;
  }

  private PipelineResult start(String job, boolean failsAtTheEnd) throws InterruptedException {
    PipelineResult result = pipeline(job, failsAtTheEnd).run();
    reached.awaitOrFail();
    return result;
  }

  private static long elements(PipelineResult result) {
    return result
        .metrics()
        .queryMetrics(
            MetricsFilter.builder()
                .addNameFilter(MetricNameFilter.named("test", "elements"))
                .build())
        .getCounters()
        .iterator()
        .next()
        .getAttempted();
  }

  @Test
  void aFunctionThatCancelsItsJobIsStoppedAtItsNextOutputAndWaitsForNobody() throws Exception {
    PipelineResult result = start("own-cancel", false);
    ACTIONS.put("own-cancel", result::cancel);

    long start = System.nanoTime();
    released.countDown();
    assertEquals(State.CANCELLED, result.waitUntilFinish());

    assertTrue(System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(700), "it waited");
    assertEquals(List.of("answer CANCELLED", "torn down"), notes.inOrder());
    JobThreads.assertNone("own-cancel");
  }

  @Test
  void aFunctionOfAnInlineJobMayCancelItToo() throws Exception {
    EmbeddedJob job = InlineJobs.start(pipeline("own-inline", false));
    ACTIONS.put(
        "own-inline",
        () -> {
          job.cancel();
          return job.state();
        });
    released.countDown();

    assertTrue(job.await(20_000));

    assertEquals(JobState.CANCELLED, job.state());
    assertEquals(List.of("answer CANCELLED", "torn down"), notes.inOrder());
  }

  @Test
  void aFunctionThatWaitsForItsOwnJobIsRefused() throws Exception {
    PipelineResult result = start("own-wait", false);
    ACTIONS.put("own-wait", result::waitUntilFinish);
    released.countDown();

    assertEquals(State.DONE, result.waitUntilFinish());

    assertThat(notes.inOrder().get(0), containsString("waits for the end of that very job"));
    assertThat(notes.inOrder(), hasItem("after output"));
  }

  @Test
  void metricsAreThereAfterACancel() throws Exception {
    PipelineResult result = start("metrics", false);

    result.cancel();

    assertEquals(1, elements(result));
    assertEquals(State.CANCELLED, result.waitUntilFinish(Duration.millis(1)));
  }

  @Test
  void allWhoWaitAndCancelAtOnceAreToldTheSame() throws Exception {
    PipelineResult result = start("several", false);
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<State>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(threads.submit(() -> result.waitUntilFinish()));
        answers.add(threads.submit(result::cancel));
      }
      for (Future<State> answer : answers) {
        assertEquals(State.CANCELLED, answer.get(20, TimeUnit.SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(List.of("torn down"), notes.inOrder());
    JobThreads.assertNone("several");
  }

  @Test
  void aTeardownThatThrowsChangesNothingOfWhatTheJobHasCome() throws Exception {
    PipelineResult done = start("fails-done", true);
    ACTIONS.put("fails-done", () -> "fine");
    released.countDown();

    assertEquals(State.DONE, done.waitUntilFinish());
    assertEquals(List.of("answer fine", "after output", "torn down"), notes.inOrder());
  }

  @Test
  void aTeardownThatThrowsAfterACancelIsNoFailure() throws Exception {
    PipelineResult result = start("fails-cancelled", true);

    assertEquals(State.CANCELLED, result.cancel());
    assertEquals(State.CANCELLED, result.waitUntilFinish());
    assertEquals(List.of("torn down"), notes.inOrder());
  }

  @Test
  void aTeardownThatThrowsAfterAFailureIsToldOnceBesideIt() throws Exception {
    PipelineResult result = start("fails-failed", true);
    ACTIONS.put(
        "fails-failed",
        () -> {
          throw new UnsupportedOperationException("the first failure");
        });
    released.countDown();

    var failure = assertThrows(MillraceExecutionException.class, result::waitUntilFinish);

    assertEquals("the first failure", failure.getCause().getMessage());
    assertEquals(1, failure.getSuppressed().length);
    assertThat(failure.getSuppressed()[0].getMessage(), containsString("@Teardown"));
    var again = assertThrows(MillraceExecutionException.class, result::waitUntilFinish);
    assertSame(failure.getCause(), again.getCause());
    assertEquals(State.FAILED, result.cancel());
  }
}
