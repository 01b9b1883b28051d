/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import java.util.Random;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Trigger.OnceTrigger;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.transforms.windowing.Window.OnTimeBehavior;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode;
import org.joda.time.Duration;

/** Windowings whose triggers come to a firing rule, with everything else at random too. */
final class RandomTriggers {
  private RandomTriggers() {}

  static WindowingStrategy<?, ?> on(WindowFn<?, ?> fn, Random random) {
    return WindowingStrategy.of(fn)
        .withTrigger(trigger(random))
        .withMode(any(AccumulationMode.values(), random))
        .withAllowedLateness(Duration.millis(random.nextInt(3) * random.nextInt(12)))
        .withClosingBehavior(any(ClosingBehavior.values(), random))
        .withOnTimeBehavior(any(OnTimeBehavior.values(), random))
        .withTimestampCombiner(any(TimestampCombiner.values(), random));
  }

  private static <T> T any(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }

  private static Trigger trigger(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> DefaultTrigger.of();
      case 1 -> AfterWatermark.pastEndOfWindow();
      case 2 -> AfterWatermark.pastEndOfWindow().withEarlyFirings(once(random));
      case 3 -> AfterWatermark.pastEndOfWindow().withLateFirings(once(random));
      case 4, 5, 6 ->
          AfterWatermark.pastEndOfWindow()
              .withEarlyFirings(once(random))
              .withLateFirings(once(random));
      case 7 -> Repeatedly.forever(once(random));
      case 8 -> Repeatedly.forever(AfterFirst.of(count(random), delay(random)));
      default ->
          random.nextBoolean()
              ? Never.ever()
              : Repeatedly.forever(AfterWatermark.pastEndOfWindow());
    };
  }

  private static OnceTrigger once(Random random) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> delay(random);
      case 2 -> AfterSynchronizedProcessingTime.ofFirstElement();
      default -> count(random);
    };
  }

  private static OnceTrigger count(Random random) {
    return AfterPane.elementCountAtLeast(1 + random.nextInt(4));
  }

  private static OnceTrigger delay(Random random) {
    return AfterProcessingTime.pastFirstElementInPane()
        .plusDelayOf(Duration.millis(random.nextInt(9)));
  }
}
