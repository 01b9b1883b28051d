/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.translation.graph.CombineSpec;
import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode;
import org.joda.time.Duration;

/** Groupings to test, of values with strings as keys. */
final class Groupings {
  static final FixedWindows TENS = FixedWindows.of(Duration.millis(10));

  private Groupings() {}

  /** All values of a group, as strings. */
  static final Aggregation VALUES = new Aggregation.Values(StringUtf8Coder.of());

  /** All values of a group, as numbers. */
  private static final Aggregation NUMBERS = new Aggregation.Values(VarLongCoder.of());

  /** The sum of the values of a group, which are integers. */
  static final Aggregation SUM = new Aggregation.Combine(combine(Sum.ofIntegers()));

  private static final Aggregation LISTED =
      new Aggregation.Combine(
          new CombineSpec(new Listing(), StringUtf8Coder.of(), ListCoder.of(StringUtf8Coder.of())));

  private static final Aggregation MERGED =
      new Aggregation.MergeAccumulators(((Aggregation.Combine) LISTED).combine());

  /** Any aggregation. */
  static Aggregation any(Random random) {
    return List.of(VALUES, NUMBERS, SUM, LISTED, MERGED).get(random.nextInt(5));
  }

  /** An input of {@code aggregation}, as different from others as may be. */
  static Object input(Aggregation aggregation, int number) {
    if (aggregation == SUM) {
      return 1 << number % 31;
    }
    if (aggregation == NUMBERS) {
      return (long) number;
    }
    String value = "v" + number;
    return aggregation == MERGED ? new ArrayList<>(List.of(value)) : value;
  }

  /** Makes lists of its inputs. They are accumulators and outputs in one, changed in place. */
  private static final class Listing extends CombineFn<String, List<String>, List<String>> {
    @Override
    public List<String> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<String> addInput(List<String> accumulator, String input) {
      accumulator.add(input);
      return accumulator;
    }

    @Override
    public List<String> mergeAccumulators(Iterable<List<String>> accumulators) {
      Iterator<List<String>> all = accumulators.iterator();
      List<String> first = all.next();
      all.forEachRemaining(first::addAll);
      return first;
    }

    @Override
    public List<String> extractOutput(List<String> accumulator) {
      return accumulator;
    }
  }

  /** A case of a grouping of {@code windowing}. */
  static OperatorHarness of(
      GroupingPath path, Aggregation aggregation, WindowingStrategy<?, ?> windowing) {
    return OperatorHarness.of(
            new OperatorSpec.GroupByKey(
                    "Tested",
                    StringUtf8Coder.of(),
                    aggregation,
                    windowing,
                    OperatorHarness.INPUT,
                    OperatorHarness.OUTPUT)
                .by(path))
        .byKey(StringUtf8Coder.of());
  }

  /** A case of a grouping of all values on the general path. */
  static OperatorHarness of(WindowingStrategy<?, ?> windowing) {
    return of(GroupingPath.GENERAL, VALUES, windowing);
  }

  /** Ten-millisecond windows that {@code trigger} fires. */
  static WindowingStrategy<?, ?> tens(Trigger trigger, AccumulationMode mode, long lateness) {
    return WindowingStrategy.of(TENS)
        .withTrigger(trigger)
        .withMode(mode)
        .withAllowedLateness(Duration.millis(lateness));
  }

  /** Combining of integers by {@code fn}. */
  static CombineSpec combine(CombineFn<Integer, ?, ?> fn) {
    try {
      Coder<?> accumulators =
          fn.getAccumulatorCoder(CoderRegistry.createDefault(), VarIntCoder.of());
      return new CombineSpec(fn, VarIntCoder.of(), accumulators);
    } catch (CannotProvideCoderException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
