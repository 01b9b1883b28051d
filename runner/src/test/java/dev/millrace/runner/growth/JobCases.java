/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import dev.millrace.runner.MillracePipelineResult;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** How a job ends: by a drain, or by a failure. */
final class JobCases {
  private static final int MOST = 100_000;

  private JobCases() {}

  static List<GrowthCase> all() {
    return List.of(
        drained("drain with open windows", JobCases::windows),
        drained("drain with timers pending", JobCases::timers),
        drained("drain with residuals that wait", JobCases::residuals),
        new GrowthCase("a failure at a large element", 1 << 20, JobCases::failure));
  }

  private interface Draft {
    void continueFrom(PCollection<Long> numbers, int n);
  }

  private static GrowthCase drained(String name, Draft draft) {
    return new GrowthCase(name, MOST, n -> drain(n, draft));
  }

  private static Runnable drain(int n, Draft draft) {
    Pipeline pipeline = Inputs.pipeline("--blockOnRun=false");
    draft.continueFrom(pipeline.apply(Read.from(new NumberStream(n, -1, false))), n);
    return () -> {
      CountDownLatch allRead = new CountDownLatch(1);
      NumberStream.allRead = allRead;
      MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
      try {
        allRead.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      result.drain();
      result.waitUntilFinish();
    };
  }

  private static void windows(PCollection<Long> numbers, int n) {
    numbers
        .apply(Inputs.fixed(1))
        .apply(Inputs.keyed(n))
        .apply(GroupByKey.create())
        .apply(Inputs.sink());
  }

  private static void timers(PCollection<Long> numbers, int n) {
    StateCases.run(numbers, n, new TimerFns.EventTime());
  }

  private static void residuals(PCollection<Long> numbers, int n) {
    numbers.apply("Split", ParDo.of(new SplittableCases.Pausing(1, 3_600_000)));
  }

  private static Runnable failure(int n) {
    Pipeline pipeline = Inputs.pipeline();
    pipeline
        .apply(Create.of(new byte[n]).withCoder(ByteArrayCoder.of()))
        .apply(ParDo.of(new Failing()));
    return () -> {
      try {
        pipeline.run();
      } catch (Pipeline.PipelineExecutionException e) {
        return;
      }
      throw new AssertionError("The pipeline did not fail");
    };
  }

  private static final class Failing extends DoFn<byte[], Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {
      throw new IllegalStateException("as it should");
    }
  }
}
