/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A function that blocks, on I/O say, keeps nobody waiting but those who need its output. */
@Timeout(60)
class BlockedFunctionTest {
  private final SharedLatch reached = new SharedLatch(1);
  private final SharedLatch released = new SharedLatch(1);
  private final SharedLatch othersDone = new SharedLatch(10);

  /** Blocks until it is released. */
  static final class Block extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch reached;
    private final SharedLatch released;

    Block(BlockedFunctionTest test) {
      this.reached = test.reached;
      this.released = test.released;
    }

    @ProcessElement
    public void process() throws InterruptedException {
      reached.countDown();
      released.await();
    }
  }

  /** Counts the groups that have come through. */
  static final class CountDown extends DoFn<KV<Integer, Iterable<Integer>>, Void> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch done;

    CountDown(SharedLatch done) {
      this.done = done;
    }

    @ProcessElement
    public void process() {
      done.countDown();
    }
  }

  private void othersFinish(PCollection<Integer> numbers) {
    numbers
        .apply("Keys", WithKeys.of((Integer i) -> i % 10))
        .setCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of()))
        .apply(GroupByKey.create())
        .apply("CountDown", ParDo.of(new CountDown(othersDone)));
  }

  private void run(Pipeline pipeline) throws Exception {
    PipelineResult result = pipeline.run();
    reached.awaitOrFail();
    othersDone.awaitOrFail();
    assertEquals(State.RUNNING, result.getState());
    released.countDown();
    assertEquals(State.DONE, result.waitUntilFinish());
  }

  @Test
  void stagesThatDoNotDependOnItFinish() throws Exception {
    Pipeline pipeline = TestPipelines.withOptions("--blockOnRun=false", "--parallelism=2");
    pipeline.apply("Blocking", Create.of(1, 2, 3)).apply("Block", ParDo.of(new Block(this)));
    othersFinish(pipeline.apply("Others", Create.of(IntStream.range(0, 1_000).boxed().toList())));

    run(pipeline);
  }

  @Test
  void stagesThatShareItsInputFinishAsLongAsThereIsRoomBeforeIt() throws Exception {
    Pipeline pipeline = TestPipelines.withOptions("--blockOnRun=false", "--parallelism=2");
    PCollection<Integer> numbers =
        pipeline.apply(Create.of(IntStream.range(0, 20).boxed().toList()));
    numbers.apply(Reshuffle.viaRandomKey()).apply("Block", ParDo.of(new Block(this)));
    othersFinish(numbers);

    run(pipeline);
  }
}
