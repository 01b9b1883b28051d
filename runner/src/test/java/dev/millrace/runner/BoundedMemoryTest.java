/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Redistribute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A function that emits more than there is room for waits in the midst of its element. */
@Timeout(60)
class BoundedMemoryTest {
  private static final int ELEMENTS = 1_000_000;
  private static final AtomicLong EMITTED = new AtomicLong();
  private static final AtomicLong CONSUMED = new AtomicLong();
  private static final AtomicLong MOST_UNDER_WAY = new AtomicLong();

  /** Emits a million elements for one. */
  static final class EmitMany extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(OutputReceiver<Integer> output) {
      for (int i = 0; i < ELEMENTS; i++) {
        long underWay = EMITTED.incrementAndGet() - CONSUMED.get();
        if (underWay > MOST_UNDER_WAY.get()) {
          MOST_UNDER_WAY.set(underWay);
        }
        output.output(i);
      }
    }
  }

  /** Takes what comes. */
  static final class Consume extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {
      CONSUMED.incrementAndGet();
    }
  }

  @Test
  void aMillionElementsOfOneInputAreNeverAllUnderWay() {
    Pipeline pipeline =
        TestPipelines.withOptions("--parallelism=2", "--chunkElements=64", "--channelChunks=4");
    pipeline
        .apply(Create.of(1))
        .apply("EmitMany", ParDo.of(new EmitMany()))
        .apply(Redistribute.arbitrarily())
        .apply("Consume", ParDo.of(new Consume()));

    pipeline.run();

    assertEquals(ELEMENTS, CONSUMED.get());
    // Two channels with four chunks under way, one being filled and one being worked off.
    assertThat(MOST_UNDER_WAY.get(), lessThan(2 * 6 * 64L + 10));
  }
}
