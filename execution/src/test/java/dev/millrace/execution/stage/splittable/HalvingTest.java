/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import static dev.millrace.execution.harness.Conditions.WITH_FULL_OUTPUT;
import static dev.millrace.execution.harness.Elements.at;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.junit.jupiter.api.Test;

/** Restrictions of which an instance that idles gets a part. */
class HalvingTest {
  private static final int POSITIONS = 5_000;
  private static final AtomicInteger CALLS = new AtomicInteger();

  /** Claims everything, but hurries only when another instance helps. */
  static final class Patient extends DoFn<String, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output) {
      CALLS.incrementAndGet();
      long position = tracker.currentRestriction().getFrom();
      while (tracker.tryClaim(position)) {
        output.output(position);
        long begin = System.nanoTime();
        while (CALLS.get() == 1 && System.nanoTime() - begin < 1_000_000) {
          Thread.onSpinWait();
        }
        position++;
      }
    }

    @GetInitialRestriction
    public OffsetRange initial() {
      throw new UnsupportedOperationException();
    }
  }

  private static OperatorHarness processing() {
    return OperatorHarness.of(
            Specs.of(new Patient()).outputCoder(VarLongCoder.of()).process(OperatorHarness.INPUT))
        .collection(OperatorHarness.INPUT, Ranges.CODER, WindowingStrategy.globalDefault())
        .only(WITH_FULL_OUTPUT)
        .before(() -> CALLS.set(0));
  }

  private static WindowedValue<?>[] numbers(int end) {
    return LongStream.range(0, end).mapToObj(i -> at(5, i)).toArray(WindowedValue<?>[]::new);
  }

  @Test
  void anInstanceThatIdlesGetsAHalfAndIsNotLateWithIt() throws Exception {
    processing()
        .parallelism(2)
        .watermark(1)
        .elements(Ranges.at(5, "a", 0, POSITIONS))
        .until(() -> CALLS.get() > 0)
        .watermark(10)
        .expect(numbers(POSITIONS))
        .expectWatermark(10)
        .run();

    assertThat(CALLS.get(), greaterThan(1));
  }

  @Test
  void anInstanceThatIsAloneKeepsTheWhole() throws Exception {
    processing()
        .watermark(1)
        .expectWatermark(1)
        .elements(Ranges.at(5, "a", 0, 100))
        .expect(numbers(100))
        .run();

    assertEquals(1, CALLS.get());
  }
}
