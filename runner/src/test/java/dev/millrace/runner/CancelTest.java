/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancelling takes less than a second, whatever functions are at, and they are torn down. */
@Timeout(60)
class CancelTest {
  private final SharedLatch reached = new SharedLatch(1);
  private final SharedLatch released = new SharedLatch(1);
  private final SharedLatch tornDown = new SharedLatch(1);

  /** Where a function blocks. */
  enum Where {
    PROCESS,
    FINISH_BUNDLE,
    SETUP
  }

  /** Blocks, and notices interrupts or not. */
  static final class Block extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final Where where;
    private final boolean heedsInterrupts;
    private final SharedLatch reached;
    private final SharedLatch released;
    private final SharedLatch tornDown;

    Block(CancelTest test, Where where, boolean heedsInterrupts) {
      this.where = where;
      this.heedsInterrupts = heedsInterrupts;
      this.reached = test.reached;
      this.released = test.released;
      this.tornDown = test.tornDown;
    }

    @Setup
    public void setup() throws InterruptedException {
      blockIf(Where.SETUP);
    }

    @ProcessElement
    public void process() throws InterruptedException {
      blockIf(Where.PROCESS);
    }

    @FinishBundle
    public void finish() throws InterruptedException {
      blockIf(Where.FINISH_BUNDLE);
    }

    private void blockIf(Where here) throws InterruptedException {
      if (here != where) {
        return;
      }
      reached.countDown();
      if (heedsInterrupts) {
        released.await();
      } else {
        released.awaitWhateverComes();
      }
    }

    @Teardown
    public void teardown() {
      tornDown.countDown();
    }
  }

  private PipelineResult start(String jobName, Block block) throws InterruptedException {
    Pipeline pipeline =
        TestPipelines.withOptions("--blockOnRun=false", "--parallelism=3", "--jobName=" + jobName);
    pipeline
        .apply(Create.of(1, 2, 3, 4, 5, 6))
        .apply(Reshuffle.viaRandomKey())
        .apply(ParDo.of(block));
    PipelineResult result = pipeline.run();
    reached.awaitOrFail();
    return result;
  }

  private static void cancelWithinASecond(PipelineResult result) throws Exception {
    long start = System.nanoTime();
    State state = result.cancel();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    assertEquals(State.CANCELLED, state);
    assertTrue(millis < 1_000, "cancel took " + millis + " ms");
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionThatBlocksIsInterruptedAndTornDown(Where where) throws Exception {
    PipelineResult result = start("cancelled", new Block(this, where, true));

    cancelWithinASecond(result);

    tornDown.awaitOrFail();
    assertEquals(State.CANCELLED, result.waitUntilFinish());
    JobThreads.assertNone("cancelled");
  }

  @Test
  void aFunctionThatDoesNotHeedInterruptsIsTornDownWhenItReturns() throws Exception {
    PipelineResult result = start("stubborn", new Block(this, Where.PROCESS, false));

    cancelWithinASecond(result);

    assertFalse(JobThreads.of("stubborn").isEmpty(), "nothing blocked");
    released.countDown();
    tornDown.awaitOrFail();
    for (Thread thread : JobThreads.of("stubborn")) {
      thread.join(10_000);
    }
    JobThreads.assertNone("stubborn");
  }

  /** Emits for as long as anybody takes it. */
  static final class EmitForEver extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      while (true) {
        output.output(element);
      }
    }
  }

  @Test
  void aFunctionWhoseOutputIsFullIsCancelledToo() throws Exception {
    Pipeline pipeline =
        TestPipelines.withOptions(
            "--blockOnRun=false",
            "--parallelism=2",
            "--jobName=full",
            "--chunkElements=1",
            "--channelChunks=1");
    pipeline
        .apply(Create.of(1))
        .apply("EmitForEver", ParDo.of(new EmitForEver()))
        .apply(Reshuffle.viaRandomKey())
        .apply(ParDo.of(new Block(this, Where.PROCESS, true)));
    PipelineResult result = pipeline.run();
    reached.awaitOrFail();

    cancelWithinASecond(result);

    tornDown.awaitOrFail();
    JobThreads.assertNone("full");
  }
}
