/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.generate;

import java.util.List;
import java.util.SplittableRandom;

/** Random choices, which a seed fixes. */
final class Choice {
  private final SplittableRandom random;

  Choice(SplittableRandom random) {
    this.random = random;
  }

  /** A number from {@code least} to {@code most}, both included. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** True in {@code percent} of a hundred cases. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  @SafeVarargs
  final <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Choices that do not depend on how many are made here afterwards. */
  Choice split() {
    return new Choice(random.split());
  }
}
