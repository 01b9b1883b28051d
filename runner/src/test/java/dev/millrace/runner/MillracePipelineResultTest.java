/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.WaitInterruptedException;
import dev.millrace.runner.TestPipelines.Block;
import dev.millrace.runner.TestPipelines.Measure;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MillracePipelineResultTest {

  @Test
  void aJobThatRanIsDone() {
    PipelineResult result = small().run();

    assertEquals(State.DONE, result.getState());
    assertEquals(State.DONE, result.waitUntilFinish());
    assertEquals(State.DONE, result.waitUntilFinish(Duration.millis(1)));
  }

  @Test
  void aJobThatIsNotWaitedForRuns() throws Exception {
    PipelineResult result = TestPipelines.blocked("--blockOnRun=false").run();

    assertEquals(State.RUNNING, result.getState());
    result.cancel();
  }

  @Test
  void waitingEndsWithNullWhenTheTimeIsUp() throws Exception {
    PipelineResult result = TestPipelines.blocked("--blockOnRun=false").run();

    assertNull(result.waitUntilFinish(Duration.millis(50)));
    assertEquals(State.RUNNING, result.getState());
    result.cancel();
  }

  @Test
  void aDurationBelowOneMillisecondWaitsForTheEnd() {
    PipelineResult result = small("--blockOnRun=false").run();

    assertEquals(State.DONE, result.waitUntilFinish(Duration.ZERO));
  }

  @Test
  void cancelEndsABlockedJobWithinASecondAndTearsDown() throws Exception {
    PipelineResult result = TestPipelines.blocked("--blockOnRun=false").run();
    assertNull(result.waitUntilFinish(Duration.millis(200)));
    int teardownsBefore = Block.TEARDOWNS.get();

    long start = System.nanoTime();
    State state = result.cancel();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    assertEquals(State.CANCELLED, state);
    assertEquals(State.CANCELLED, result.waitUntilFinish());
    assertTrue(millis < 1000, "cancel took " + millis + " ms");
    assertTrue(Block.TEARDOWNS.get() > teardownsBefore, "not torn down");
  }

  @Test
  void cancelTwiceIsCancelOnce() throws Exception {
    PipelineResult result = TestPipelines.blocked("--blockOnRun=false").run();

    assertEquals(State.CANCELLED, result.cancel());
    assertEquals(State.CANCELLED, result.cancel());
    assertEquals(State.CANCELLED, result.getState());
  }

  @Test
  void cancelAfterTheEndChangesNothing() throws Exception {
    PipelineResult result = small().run();

    assertEquals(State.DONE, result.cancel());
    assertEquals(State.DONE, result.getState());
  }

  @Test
  void anInterruptOfRunCancelsTheJob() throws Exception {
    Thread.currentThread().interrupt();

    assertThrows(
        WaitInterruptedException.class, () -> TestPipelines.blocked("--jobName=interrupted").run());

    assertTrue(Thread.interrupted(), "the interrupt was lost");
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("millrace-interrupted")) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertFalse(thread.isAlive(), () -> thread + " goes on");
      }
    }
  }

  private static Pipeline small(String... args) {
    Pipeline pipeline = TestPipelines.withOptions(args);
    pipeline.apply(Create.of("a", "b")).apply(ParDo.of(new Measure()));
    return pipeline;
  }
}
