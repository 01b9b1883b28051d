/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.generate;

import dev.millrace.differential.spec.Firing;
import dev.millrace.differential.spec.Windowing;
import dev.millrace.differential.spec.Windowing.Panes;
import dev.millrace.differential.spec.Windows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.transforms.windowing.Window.OnTimeBehavior;

/** Makes windowings. */
final class Windowings {
  private final Choice choice;

  Windowings(Choice choice) {
    this.choice = choice;
  }

  /** A windowing under which the elements of {@code flow}, which permits one, can be grouped. */
  Windowing forGrouping(Flow flow) {
    // Of the latenesses before and after a change of windows Beam takes the greater.
    long lateness =
        Math.max(flow.lateness(), flow.mayBeLate() ? choice.oneOf(0, 0, 0, 1, 3, 6) : 0);
    // In what order late elements come decides whether their sessions were over already.
    boolean merging = lateness == 0 || flow.isAlone();
    if (lateness == 0 && choice.chance(15)) {
      Firing byDefault = new Firing.Default();
      return Windowing.of(windows(merging, !flow.isStream()), byDefault)
          .timestamps(timestamps(flow, byDefault));
    }
    Firing firing = new Firings(choice, flow, lateness).make();
    // Beam refuses the default in the global window of a stream, where it would never fire.
    boolean global = !(firing instanceof Firing.Default && flow.isStream());
    Panes panes =
        new Panes(
            choice.chance(50),
            choice.chance(30) ? ClosingBehavior.FIRE_ALWAYS : ClosingBehavior.FIRE_IF_NON_EMPTY,
            choice.chance(30) ? OnTimeBehavior.FIRE_IF_NON_EMPTY : OnTimeBehavior.FIRE_ALWAYS);
    return new Windowing(
        windows(merging, global), firing, lateness, panes, timestamps(flow, firing));
  }

  // Under the default trigger the direct runner combines late elements with others.
  private TimestampCombiner timestamps(Flow flow, Firing firing) {
    TimestampCombiner any = choice.oneOf(TimestampCombiner.values());
    return firing instanceof Firing.Default && flow.isStream() && !flow.isAlone()
        ? TimestampCombiner.END_OF_WINDOW
        : any;
  }

  private Windows windows(boolean merging, boolean global) {
    return switch (choice.between(0, 9)) {
      case 0 -> global ? new Windows.Global() : fixed();
      case 1, 2 -> merging ? new Windows.Sessions(choice.between(1, 4)) : fixed();
      case 3, 4 -> {
        int period = choice.between(2, 4);
        yield new Windows.Sliding(
            period + choice.between(1, 4), period, choice.between(0, period - 1));
      }
      case 5 -> new Windows.Uneven(choice.between(2, 3), choice.between(4, 7));
      default -> fixed();
    };
  }

  /**
   * A windowing of a side input that says the same however its elements and those that consult it
   * come together: each window fires once.
   */
  Windowing forSideInput() {
    return choice.chance(75)
        ? Windowing.of(fixed(), new Firing.Default())
        : Windowing.of(fixed(), new Firing.Never()).lateness(choice.oneOf(0, 0, 1, 3, 6));
  }

  /** Any windowing of a side input without elements, as part of the pipeline of {@code flow}. */
  Windowing forNothing(Flow flow) {
    Firing firing =
        switch (choice.between(0, flow.isStream() ? 4 : 3)) {
          case 0 -> new Firing.Never();
          case 1 -> new Firing.Forever(new Firing.Count(choice.between(1, 3)));
          case 2 -> new Firing.EarlyAndLate(new Firing.Count(1), new Firing.Count(1));
          case 3 -> new Firing.Default();
          default -> new Firing.Forever(new Firing.Delay(choice.between(1, 6)));
        };
    return Windowing.of(fixed(), firing)
        .lateness(choice.oneOf(0, 0, 1, 3, 6))
        .panes(
            new Panes(
                choice.chance(50),
                choice.oneOf(ClosingBehavior.values()),
                choice.oneOf(OnTimeBehavior.values())));
  }

  /** Windows of one size. */
  private Windows.Fixed fixed() {
    int size = choice.between(3, 8);
    return new Windows.Fixed(size, choice.chance(50) ? 0 : choice.between(1, size - 1));
  }
}
