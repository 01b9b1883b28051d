/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.observe.EndedJob;
import dev.millrace.execution.observe.JobEvent;
import dev.millrace.execution.observe.ObservedJob;
import dev.millrace.execution.observe.StageNumbers;
import dev.millrace.execution.observe.StageNumbers.TaskNumbers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is to be seen of a job, while it runs and afterwards. */
@Timeout(60)
class ObservedJobTest {
  @TempDir private Path directory;

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static List<String> kinds(ObservedJob job) {
    return job.events().stream().map(JobEvent::kind).toList();
  }

  @Test
  void aJobThatHasEndedIsWhatItWas() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2", "--jobName=seen");
    pipeline
        .apply(Create.of(IntStream.range(0, 100).boxed().toList()))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply(Count.globally());
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();

    EndedJob ended = EndedJob.of(result.observed());

    assertEquals("DONE", ended.overview().state());
    assertEquals("seen", ended.overview().name());
    assertFalse(ended.overview().running());
    assertNull(ended.overview().failure());
    assertEquals(List.of("started", "ended"), kinds(ended));
    StageNumbers spread =
        ended.stages().stream()
            .filter(stage -> stage.name().contains("Spread"))
            .findFirst()
            .orElseThrow();
    assertEquals(100, spread.elementsIn());
    assertEquals("DONE", spread.activity());
    assertThat(spread.bundles(), greaterThan(0L));
    assertEquals(2, spread.tasks().size());
    for (TaskNumbers task : spread.tasks()) {
      assertThat(task.busyNanos(), lessThanOrEqualTo(task.aliveNanos()));
    }
    assertEquals(ended.graph().stages().size(), ended.stages().size());
    assertTrue(ended.planAsText().contains("Spread"));
  }

  /** Waits for a latch at each element. */
  static final class Waiting extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch gate;

    Waiting(SharedLatch gate) {
      this.gate = gate;
    }

    @ProcessElement
    public void process() throws InterruptedException {
      gate.await();
    }
  }

  @Test
  void whoWaitsForRoomIsSeenToBeBlocked() {
    SharedLatch gate = new SharedLatch(1);
    Pipeline pipeline =
        TestPipelines.withOptions(
            "--parallelism=1", "--blockOnRun=false", "--chunkElements=1", "--channelChunks=1");
    pipeline
        .apply(Create.of(IntStream.range(0, 100).boxed().toList()))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Wait", ParDo.of(new Waiting(gate)));
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
    ObservedJob job = result.observed();

    await(
        () ->
            job.stages().stream()
                .flatMap(stage -> stage.tasks().stream())
                .anyMatch(task -> task.activity().equals("waits for room")));
    long before = blocked(job);
    await(() -> blocked(job) > before);

    gate.countDown();
    result.waitUntilFinish();
    assertThat(blocked(job), greaterThan(before));
  }

  private static long blocked(ObservedJob job) {
    return job.stages().stream()
        .flatMap(stage -> stage.tasks().stream())
        .mapToLong(TaskNumbers::blockedNanos)
        .sum();
  }

  /** Fails once, after the gate has been opened. */
  static final class FailingOnce extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private static final AtomicBoolean FAILED = new AtomicBoolean();

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      if (element > 50 && !FAILED.getAndSet(true)) {
        throw new IllegalStateException("once");
      }
      output.output(element);
    }
  }

  @Test
  void aJobThatBeginsAgainSaysWhyAndHowOften() {
    SharedLatch gate = new SharedLatch(1);
    Pipeline pipeline =
        TestPipelines.withOptions(
            "--parallelism=1",
            "--blockOnRun=false",
            "--checkpointDirectory=" + directory.resolve("checkpoints"),
            "--checkpointEveryMillis=10",
            "--restartDelayMillis=0");
    pipeline
        .apply(Read.from(GatedSource.of(100, 50, gate, new Notes())))
        .apply("Fail", ParDo.of(new FailingOnce()));
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
    ObservedJob job = result.observed();
    await(() -> job.checkpoints().published() > 1);

    gate.countDown();
    result.waitUntilFinish();

    assertEquals("DONE", job.overview().state());
    assertEquals(1, job.overview().restarts());
    assertNotNull(job.overview().failure());
    assertThat(kinds(job), hasItems("started", "failed", "restarting", "restored", "ended"));
    assertThat(job.checkpoints().latest().size(), greaterThan(1));
    assertThat(job.checkpoints().latest().get(0).bytesWritten(), greaterThan(0L));
  }
}
