/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobState;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricsOptions;
import org.apache.beam.sdk.metrics.MetricsSink;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that fails begins again by itself, from its last checkpoint. */
@Timeout(60)
class RestartTest {
  private static final int HOUR_MILLIS = 3_600_000;

  @TempDir private Path temporary;

  private String[] options(String... others) {
    return DurableCourse.options(temporary.resolve("checkpoints"), others);
  }

  @Test
  void whenABundleFailsThenTheJobGoesOnFromItsLastCheckpoint() {
    DurableCourse course = DurableCourse.failing(1, DurableCourse.GATE_AT);

    MillracePipelineResult result = course.run(options());

    assertEquals(State.DONE, result.getState());
    assertEquals(List.of("failure 1"), course.failures.inOrder());
    assertEquals(DurableCourse.all(), course.done.inOrder());
    assertEquals(DurableCourse.COUNT, DurableCourse.counted(result, true));
    assertEquals(DurableCourse.COUNT, DurableCourse.counted(result, false));
    JobThreads.assertNone("durable");
  }

  @Test
  void anInlineJobBeginsAgainToo() throws Exception {
    DurableCourse course = DurableCourse.failing(3, DurableCourse.GATE_AT);
    EmbeddedJob job = InlineJobs.start(course.pipeline(options()));

    assertTrue(job.await(30_000));

    assertEquals(JobState.DONE, job.state());
    assertEquals(3, course.failures.inOrder().size());
    assertEquals(DurableCourse.all(), course.done.inOrder());
  }

  @Test
  void whenThereIsNoCheckpointYetThenTheJobBeginsAnew() {
    DurableCourse course = DurableCourse.failing(2, 5);

    MillracePipelineResult result = course.run(options("--checkpointEveryMillis=300"));

    assertEquals(State.DONE, result.getState());
    assertEquals(
        DurableCourse.all(), course.done.sorted().stream().distinct().toList(), "all is done");
    assertEquals(DurableCourse.COUNT, DurableCourse.counted(result, true));
  }

  @Test
  void functionsAreTornDownBeforeOthersAreSetUp() {
    DurableCourse course = DurableCourse.failing(2, DurableCourse.GATE_AT);

    course.run(options());

    assertEquals(
        Stream.generate(() -> List.of("set up", "torn down"))
            .limit(3)
            .flatMap(List::stream)
            .toList(),
        course.calls.inOrder());
  }

  @Test
  void whenNoRestartIsLeftThenTheFirstFailureIsToldWithTheLaterOnes() {
    DurableCourse course = DurableCourse.failing(100, DurableCourse.GATE_AT);

    var failure =
        assertThrows(
            MillraceExecutionException.class, () -> course.run(options("--maxRestarts=2")));

    assertEquals("failure 1", failure.getCause().getMessage());
    assertEquals(
        List.of("failure 2", "failure 3"),
        Stream.of(failure.getSuppressed()).map(each -> each.getCause().getMessage()).toList());
    assertEquals(3, course.failures.inOrder().size());
    JobThreads.assertNone("durable");
  }

  @Test
  void withoutRestartsTheJobFailsAtOnceAndGoesOnWhenStartedAgain() {
    DurableCourse course = DurableCourse.failing(1, DurableCourse.GATE_AT);
    assertThrows(MillraceExecutionException.class, () -> course.run(options("--maxRestarts=0")));

    course.run(options("--maxRestarts=0"));

    assertEquals(DurableCourse.all(), course.done.inOrder());
  }

  @Test
  void whenCancelledBeforeItBeginsAgainThenTheJobDoesNot() throws Exception {
    DurableCourse course = DurableCourse.failing(1, DurableCourse.GATE_AT);
    MillracePipelineResult result =
        course.run(options("--restartDelayMillis=" + HOUR_MILLIS, "--blockOnRun=false"));
    course.tornDown.awaitOrFail();
    assertEquals(State.RUNNING, result.getState());

    long start = System.nanoTime();
    assertEquals(State.CANCELLED, result.cancel());

    assertThat(System.nanoTime() - start, lessThan(TimeUnit.SECONDS.toNanos(1)));
    JobThreads.assertNone("durable");
    course.run(options());
    assertEquals(DurableCourse.all(), course.done.inOrder());
  }

  @Test
  void aJobThatIsDrainedWhileItWaitsToBeginAgainIsDrainedThen() throws Exception {
    DurableCourse course = DurableCourse.failing(1, DurableCourse.GATE_AT);
    MillracePipelineResult result =
        course.run(options("--restartDelayMillis=2000", "--blockOnRun=false"));
    course.tornDown.awaitOrFail();

    result.drain();

    assertEquals(State.DONE, result.waitUntilFinish());
    assertEquals(DurableCourse.numbers(DurableCourse.GATE_AT), course.done.inOrder());
  }

  /** Does not return before it may, whoever interrupts it; notes what becomes of it. */
  static final class Deaf extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch entered;
    private final SharedLatch mayReturn;
    private final Notes calls;

    Deaf(SharedLatch entered, SharedLatch mayReturn, Notes calls) {
      this.entered = entered;
      this.mayReturn = mayReturn;
      this.calls = calls;
    }

    @Setup
    public void setUp() {
      calls.add("set up");
    }

    @ProcessElement
    public void process() {
      entered.countDown();
      mayReturn.awaitWhateverComes();
      calls.add("returns");
    }

    @Teardown
    public void tearDown() {
      calls.add("torn down");
    }
  }

  /** Fails once another function is busy, unless it has failed before. */
  static final class FailBeside extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch entered;
    private final Notes failures;

    FailBeside(SharedLatch entered, Notes failures) {
      this.entered = entered;
      this.failures = failures;
    }

    @ProcessElement
    public void process() throws InterruptedException {
      entered.await();
      if (failures.inOrder().isEmpty()) {
        failures.add("failure");
        throw new IllegalStateException("deliberate");
      }
    }

    @Teardown
    public void tearDown() {
      failures.add("torn down");
    }
  }

  @Test
  void aFunctionThatDoesNotReturnKeepsTheJobFromBeginningAgain() throws Exception {
    SharedLatch entered = new SharedLatch(1);
    SharedLatch mayReturn = new SharedLatch(1);
    Notes calls = new Notes();
    Notes failures = new Notes();
    Pipeline pipeline = TestPipelines.withOptions(options("--blockOnRun=false"));
    PCollection<Integer> one = pipeline.apply(Create.of(1)).apply(Reshuffle.viaRandomKey());
    one.apply("Deaf", ParDo.of(new Deaf(entered, mayReturn, calls)));
    pipeline
        .apply("Other", Create.of(1))
        .apply("Fail", ParDo.of(new FailBeside(entered, failures)));
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
    entered.awaitOrFail();

    assertNull(result.waitUntilFinish(Duration.millis(200)));
    assertEquals(List.of("set up"), calls.inOrder());
    assertEquals(State.RUNNING, result.getState());
    mayReturn.countDown();

    assertEquals(State.DONE, result.waitUntilFinish());
    assertEquals(
        List.of("set up", "returns", "torn down", "set up", "returns", "torn down"),
        calls.inOrder());
  }

  /** Takes metrics. */
  public static final class Sink implements MetricsSink {
    private static final Queue<Long> DONE = new ConcurrentLinkedQueue<>();

    /** Called by Beam, reflectively. */
    public Sink(MetricsOptions options) {}

    @Override
    public void writeMetrics(MetricQueryResults metrics) {
      metrics
          .getCounters()
          .forEach(
              counter -> {
                if (counter.getName().getName().equals("done")) {
                  DONE.add(counter.getAttempted());
                }
              });
    }
  }

  @Test
  void metricsArePushedOverAllAttempts() {
    Sink.DONE.clear();
    DurableCourse course = DurableCourse.failing(2, DurableCourse.GATE_AT);
    Pipeline pipeline = course.pipeline(options());
    pipeline.getOptions().as(MetricsOptions.class).setMetricsSink(Sink.class);

    pipeline.run();

    assertEquals(DurableCourse.COUNT, List.copyOf(Sink.DONE).get(Sink.DONE.size() - 1));
  }
}
