/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static dev.millrace.execution.harness.Conditions.IN_BULK;
import static dev.millrace.execution.harness.Conditions.ONE_BY_ONE;
import static dev.millrace.execution.harness.Conditions.WITH_FULL_OUTPUT;
import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Seen;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.translation.graph.OperatorSpec;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Combine.AccumulatingCombineFn;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.junit.jupiter.api.Test;

/** Combining before the exchange. */
class LiftedCombineTest {
  private static final IntervalWindow FIRST = window(0, 10);
  private static final IntervalWindow SECOND = window(10, 20);

  /** A sum that can be compared. */
  private static final class Total
      implements AccumulatingCombineFn.Accumulator<Integer, Total, Integer>, Serializable {
    private static final long serialVersionUID = 1L;
    private int sum;

    Total(int sum) {
      this.sum = sum;
    }

    @Override
    public void addInput(Integer input) {
      if (input == 13) {
        throw new IllegalStateException("deliberate");
      }
      sum += input;
    }

    @Override
    public void mergeAccumulator(Total other) {
      sum += other.sum;
    }

    @Override
    public Integer extractOutput() {
      return sum;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Total that && sum == that.sum;
    }

    @Override
    public int hashCode() {
      return Objects.hash(sum);
    }

    @Override
    public String toString() {
      return "total " + sum;
    }
  }

  /** Adds up. */
  private static final class Add extends AccumulatingCombineFn<Integer, Total, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Total createAccumulator() {
      return new Total(0);
    }
  }

  private static OperatorHarness lifted(CombineFn<Integer, ?, ?> fn, TimestampCombiner timestamps) {
    return OperatorHarness.of(
            new OperatorSpec.LiftedCombine(
                "Tested",
                StringUtf8Coder.of(),
                Groupings.combine(fn),
                OperatorHarness.INPUT,
                OperatorHarness.OUTPUT))
        .collection(
            OperatorHarness.INPUT,
            KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()),
            WindowingStrategy.of(Groupings.TENS).withTimestampCombiner(timestamps));
  }

  private static OperatorHarness adding() {
    return lifted(new Add(), TimestampCombiner.END_OF_WINDOW);
  }

  private static KV<String, Total> total(String key, int sum) {
    return KV.of(key, new Total(sum));
  }

  @Test
  void aBundleLeavesAsOneAccumulatorPerKeyAndWindow() throws Exception {
    adding()
        .only(IN_BULK)
        .elements(
            in(FIRST, 1, "k", 1),
            in(SECOND, 11, "k", 10),
            in(FIRST, 2, "l", 100),
            in(FIRST, 3, "k", 2))
        .expect(
            in(FIRST, 9, total("k", 3)),
            in(FIRST, 9, total("l", 100)),
            in(SECOND, 19, total("k", 10)))
        .elements(in(FIRST, 4, "k", 4))
        .expect(in(FIRST, 9, total("k", 4)))
        .run();
  }

  @Test
  void bundlesAreNotCombinedWithOneAnother() throws Exception {
    adding()
        .only(ONE_BY_ONE)
        .elements(in(FIRST, 1, "k", 1), in(FIRST, 2, "k", 2))
        .expect(in(FIRST, 9, total("k", 1)), in(FIRST, 9, total("k", 2)))
        .run();
  }

  @Test
  void accumulatorsLeaveBeforeTheWatermarkMovesOn() throws Exception {
    adding()
        .elements(in(FIRST, 1, "k", 1))
        .watermark(10)
        .elements(in(SECOND, 11, "k", 2))
        .watermark(20)
        .expect(in(FIRST, 9, total("k", 1)), in(SECOND, 19, total("k", 2)))
        .expectWatermark(20)
        .run();
  }

  @Test
  void anElementOfSeveralWindowsIsCombinedInEach() throws Exception {
    adding()
        .elements(in(List.of(FIRST, SECOND), 5, KV.of("k", 1)))
        .expect(in(FIRST, 9, total("k", 1)), in(SECOND, 19, total("k", 1)))
        .run();
  }

  @Test
  void elementsOfTheSameWindowsLeaveAsOneAccumulatorPerWindow() throws Exception {
    adding()
        .only(IN_BULK)
        .elements(
            in(List.of(FIRST, SECOND), 5, KV.of("k", 1)),
            in(List.of(FIRST, SECOND), 6, KV.of("k", 2)),
            in(FIRST, 7, "k", 4))
        .expect(
            in(FIRST, 9, total("k", 3)), in(SECOND, 19, total("k", 3)), in(FIRST, 9, total("k", 4)))
        .run();
  }

  @Test
  void timestampsAreCombinedAsTheWindowingSays() throws Exception {
    lifted(new Add(), TimestampCombiner.EARLIEST)
        .only(IN_BULK, WITH_FULL_OUTPUT)
        .elements(in(FIRST, 3, "k", 1))
        .expect(in(FIRST, 3, total("k", 1)))
        .run();
    lifted(new Add(), TimestampCombiner.LATEST)
        .only(IN_BULK)
        .elements(in(FIRST, 3, "k", 1), in(FIRST, 8, "k", 2), in(FIRST, 5, "k", 4))
        .expect(in(FIRST, 8, total("k", 7)))
        .run();
    lifted(new Add(), TimestampCombiner.EARLIEST)
        .only(IN_BULK)
        .elements(in(FIRST, 5, "k", 1), in(FIRST, 3, "k", 2), in(FIRST, 8, "k", 4))
        .expect(in(FIRST, 3, total("k", 7)))
        .run();
  }

  @Test
  void whenThereAreTooManyKeysAllLeaveBeforeTheEndOfTheBundle() throws Exception {
    OperatorHarness harness = adding().only(IN_BULK);
    int bound = 65_536;
    for (int i = 0; i <= bound; i++) {
      harness.elements(in(FIRST, 1, "k" + i, 1));
    }
    harness
        .elements(in(FIRST, 1, "k0", 1))
        .check(
            seen -> {
              assertEquals(bound + 2, seen.size());
              assertEquals(
                  Arrays.asList(seen.get(0).value(), seen.get(0).value()),
                  seen.stream().map(Seen::value).filter(total("k0", 1)::equals).toList());
            })
        .run();
  }

  /** Doubles when it is compacted. */
  private static final class Compacting extends AccumulatingCombineFn<Integer, Total, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Total createAccumulator() {
      return new Total(0);
    }

    @Override
    public Total compact(Total accumulator) {
      return new Total(accumulator.sum * 2);
    }
  }

  @Test
  void accumulatorsAreCompactedBeforeTheyLeave() throws Exception {
    lifted(new Compacting(), TimestampCombiner.END_OF_WINDOW)
        .elements(in(FIRST, 1, "k", 4))
        .expect(in(FIRST, 9, total("k", 8)))
        .run();
  }

  @Test
  void aFailureTellsTheElement() throws Exception {
    var failure = (StageFailure) adding().elements(at(1, "k", 13)).fail();

    assertEquals("combining", failure.phase());
    assertEquals("deliberate", failure.getCause().getMessage());
  }
}
