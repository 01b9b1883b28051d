/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a splittable function has read is not read again by a pipeline that goes on. */
@Timeout(60)
class RestrictionsOverRestartsTest {
  @TempDir private Path temporary;

  @Test
  void aRestrictionThatWasDoneBetweenTwoRestartsIsNotProcessedAgain() throws Exception {
    DurableCourse others = DurableCourse.gated();
    Halves halves = new Halves();

    State first = runUntil(halves.firstPublished, others, halves);
    halves.gate.countDown();
    State second = runUntil(halves.secondPublished, others, halves);
    others.gate.countDown();
    State third = pipeline(others, halves).run().getState();

    assertEquals(State.CANCELLED, first);
    assertEquals(State.CANCELLED, second);
    assertEquals(State.DONE, third);
    assertEquals(DurableCourse.numbers(Halves.END), halves.done.inOrder());
    assertEquals(DurableCourse.all(), others.done.inOrder());
  }

  private State runUntil(SharedLatch reached, DurableCourse others, Halves halves)
      throws Exception {
    MillracePipelineResult result =
        (MillracePipelineResult) pipeline(others, halves, "--blockOnRun=false").run();
    others.published.awaitOrFail();
    reached.awaitOrFail();
    return result.cancel();
  }

  private Pipeline pipeline(DurableCourse others, Halves halves, String... options) {
    Pipeline pipeline =
        others.pipeline(DurableCourse.options(temporary.resolve("checkpoints"), options));
    pipeline.apply(Create.of(0)).apply("Halves", ParDo.of(halves)).setCoder(VarIntCoder.of());
    return pipeline;
  }

  /** Reads numbers, the second half of them once a gate is open. */
  @DoFn.UnboundedPerElement
  static final class Halves extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private static final int MIDDLE = 5;
    static final int END = 10;

    final SharedLatch firstPublished = new SharedLatch(1);
    final SharedLatch gate = new SharedLatch(1);
    final SharedLatch secondPublished = new SharedLatch(1);
    final Notes done = new Notes();

    @GetInitialRestriction
    public OffsetRange initial() {
      return new OffsetRange(0, END);
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker, BundleFinalizer finalizer) {
      long at = tracker.currentRestriction().getFrom();
      SharedLatch published = at < MIDDLE ? firstPublished : secondPublished;
      for (long end = at + MIDDLE; at < end; at++) {
        if ((at >= MIDDLE && !gate.isOpen()) || !tracker.tryClaim(at)) {
          return ProcessContinuation.resume().withResumeDelay(Duration.millis(1));
        }
        done.add(String.format("%02d", at));
      }
      finalizer.afterBundleCommit(BoundedWindow.TIMESTAMP_MAX_VALUE, published::countDown);
      return at < END ? ProcessContinuation.resume() : ProcessContinuation.stop();
    }
  }
}
