package dev.millrace.execution.stage.group;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.translation.graph.CombineSpec;
import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
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
