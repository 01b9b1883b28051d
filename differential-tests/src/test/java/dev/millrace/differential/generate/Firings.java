/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.generate;

import dev.millrace.differential.spec.Firing;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes firings that Beam accepts (none that would finish while elements can still come) and whose
 * panes the model fixes.
 */
final class Firings {
  private final Choice choice;
  private final Flow flow;
  private final long lateness;

  /**
   * Firings of windows into which the elements of {@code flow} go.
   *
   * @param lateness how long the windows are open for late elements
   */
  Firings(Choice choice, Flow flow, long lateness) {
    this.choice = choice;
    this.flow = flow;
    this.lateness = lateness;
  }

  Firing make() {
    if (flow.isLagging()) {
      return choice.oneOf(new Firing.Default(), new Firing.EndOfWindow(), new Firing.Never());
    } else if (!flow.isAlone()) {
      return choice.oneOf(blindToBundles());
    }
    Firing firing = any();
    return flow.needsTimerAtEnd() && lateness > 0 && !hasTimerAtEnd(firing)
        ? withTimerAtEnd()
        : firing;
  }

  private static boolean hasTimerAtEnd(Firing firing) {
    return firing instanceof Firing.Default || firing instanceof Firing.EarlyAndLate;
  }

  private Firing withTimerAtEnd() {
    return choice.chance(30) ? new Firing.Default() : new Firing.EarlyAndLate(once(), once());
  }

  private List<Firing> blindToBundles() {
    List<Firing> firings = new ArrayList<>();
    firings.add(new Firing.Never());
    if (flow.mayLookAtProcessingTime()) {
      firings.add(new Firing.Forever(delay()));
    }
    if (lateness == 0) {
      firings.add(new Firing.Default());
      firings.add(new Firing.EndOfWindow());
    }
    if (lateness == 0 && flow.mayLookAtProcessingTime()) {
      firings.add(new Firing.Early(delay()));
    }
    return firings;
  }

  private Firing any() {
    return switch (choice.between(0, 9)) {
      case 0 -> new Firing.Default();
      case 1 -> choice.oneOf(blindToBundles());
      case 2, 3, 4 ->
          lateness > 0 || choice.chance(50)
              ? new Firing.EarlyAndLate(once(), once())
              : new Firing.Early(once());
      case 5, 6 -> new Firing.Forever(once());
      case 7 -> new Firing.Forever(new Firing.Each(List.of(once(), once())));
      case 8 -> new Firing.Each(List.of(once(), new Firing.Forever(once())));
      default -> new Firing.Forever(new Firing.Until(new Firing.Forever(once()), once()));
    };
  }

  private Firing once() {
    return switch (choice.between(0, 6)) {
      case 0, 1, 2 -> count();
      case 3 -> flow.mayLookAtProcessingTime() ? delay() : count();
      case 4 -> new Firing.First(List.of(simple(), simple()));
      case 5 -> new Firing.All(List.of(simple(), simple()));
      default -> new Firing.EndOfWindow();
    };
  }

  private Firing simple() {
    return switch (choice.between(0, 4)) {
      case 0, 1 -> count();
      case 2, 3 -> flow.mayLookAtProcessingTime() ? delay() : count();
      default -> new Firing.EndOfWindow();
    };
  }

  private Firing count() {
    return new Firing.Count(choice.between(1, 3));
  }

  private Firing delay() {
    return new Firing.Delay(choice.between(1, 6));
  }
}
