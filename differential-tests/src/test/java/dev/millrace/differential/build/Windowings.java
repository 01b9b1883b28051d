/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import dev.millrace.differential.spec.Firing;
import dev.millrace.differential.spec.Windowing;
import dev.millrace.differential.spec.Windows;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.AfterAll;
import org.apache.beam.sdk.transforms.windowing.AfterEach;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Trigger.OnceTrigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;

/** Beam's form of windowings. */
final class Windowings {
  private Windowings() {}

  static Window<KV<String, String>> transform(Windowing windowing) {
    Window<KV<String, String>> window =
        Window.<KV<String, String>>into(windowFn(windowing.windows()))
            .triggering(trigger(windowing.firing()))
            .withAllowedLateness(Duration.millis(windowing.lateness()), windowing.panes().closing())
            .withOnTimeBehavior(windowing.panes().onTime())
            .withTimestampCombiner(windowing.timestamps());
    return windowing.panes().accumulating()
        ? window.accumulatingFiredPanes()
        : window.discardingFiredPanes();
  }

  static WindowFn<Object, ?> windowFn(Windows windows) {
    if (windows instanceof Windows.Fixed fixed) {
      return FixedWindows.of(Duration.millis(fixed.size()))
          .withOffset(Duration.millis(fixed.offset()));
    } else if (windows instanceof Windows.Sliding sliding) {
      return SlidingWindows.of(Duration.millis(sliding.size()))
          .every(Duration.millis(sliding.period()))
          .withOffset(Duration.millis(sliding.offset()));
    } else if (windows instanceof Windows.Sessions sessions) {
      return Sessions.withGapDuration(Duration.millis(sessions.gap()));
    } else if (windows instanceof Windows.Uneven uneven) {
      return new UnevenWindows(uneven.shorter(), uneven.longer());
    }
    return new GlobalWindows();
  }

  private static Trigger trigger(Firing firing) {
    if (firing instanceof Firing.EarlyAndLate both) {
      return AfterWatermark.pastEndOfWindow()
          .withEarlyFirings(once(both.early()))
          .withLateFirings(once(both.late()));
    } else if (firing instanceof Firing.Early early) {
      return AfterWatermark.pastEndOfWindow().withEarlyFirings(once(early.early()));
    } else if (firing instanceof Firing.Each each) {
      return AfterEach.inOrder(all(each.parts()));
    } else if (firing instanceof Firing.Forever forever) {
      return Repeatedly.forever(trigger(forever.repeated()));
    } else if (firing instanceof Firing.Until until) {
      return trigger(until.firing()).orFinally(once(until.last()));
    } else if (firing instanceof Firing.Default) {
      return DefaultTrigger.of();
    }
    return once(firing);
  }

  private static OnceTrigger once(Firing firing) {
    if (firing instanceof Firing.Count count) {
      return AfterPane.elementCountAtLeast(count.elements());
    } else if (firing instanceof Firing.Delay delay) {
      return AfterProcessingTime.pastFirstElementInPane()
          .plusDelayOf(Duration.millis(delay.millis()));
    } else if (firing instanceof Firing.First first) {
      return AfterFirst.of(all(first.parts()));
    } else if (firing instanceof Firing.All all) {
      return AfterAll.of(all(all.parts()));
    } else if (firing instanceof Firing.Never) {
      return Never.ever();
    } else if (firing instanceof Firing.EndOfWindow) {
      return AfterWatermark.pastEndOfWindow();
    }
    throw new IllegalArgumentException(firing + " may fire more than once");
  }

  private static List<Trigger> all(List<Firing> firings) {
    return firings.stream().map(Windowings::trigger).toList();
  }
}
