/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.Arrays;
import java.util.Locale;

/**
 * What a case costs at N, 2N, 4N and 8N: the smallest of some repetitions, less what it costs at
 * its least. N is the first power of two that takes long enough to be measured.
 *
 * <p>N log N has an exponent of 1.1 between these sizes, and caches of the processor that become
 * too small add as much to it. N squared has 2, and more than the limit where the square is more
 * than half of the largest cost.
 */
final class Growth {
  private static final double LIMIT = 1.3;
  private static final double MEASURABLE_SECONDS = 0.05;
  private static final int FIRST = 16;
  private static final int SIZES = 4;
  private static final int FEWEST_ROUNDS = 2;
  private static final int MOST_ROUNDS = 6;

  private final GrowthCase subject;
  private final int size;
  private final double least;
  private final double[] seconds = new double[SIZES];

  private Growth(GrowthCase subject) {
    this.subject = subject;
    this.least = Math.min(cost(1), cost(1));
    this.size = measurableSize();
    Arrays.fill(seconds, Double.MAX_VALUE);
  }

  /** Measures {@code subject}, for longer if it seems to grow too fast. */
  static Growth of(GrowthCase subject) {
    Growth growth = new Growth(subject);
    for (int round = 0;
        round < FEWEST_ROUNDS || (round < MOST_ROUNDS && growth.tooFast());
        round++) {
      growth.measure();
    }
    return growth;
  }

  private int measurableSize() {
    int candidate = FIRST;
    while (candidate < subject.most() && !isMeasurable(candidate)) {
      candidate *= 2;
    }
    return Math.min(candidate, subject.most());
  }

  // Twice, as a single run may have compiled what it runs.
  private boolean isMeasurable(int n) {
    for (int i = 0; i < 2; i++) {
      if (cost(n) - least < MEASURABLE_SECONDS) {
        return false;
      }
    }
    return true;
  }

  private void measure() {
    for (int i = 0; i < SIZES; i++) {
      seconds[i] = Math.min(seconds[i], Math.max(0.001, cost(size << i) - least));
    }
  }

  private double cost(int n) {
    Runnable prepared = subject.prepare().apply(n);
    System.gc();
    double before = CpuClock.seconds();
    prepared.run();
    return CpuClock.seconds() - before;
  }

  /**
   * By which power of N the cost grows: the slope of the line through the logarithms, or that of
   * its end if that is less. What grows too fast is worst there; at the other end little is
   * measured and much may be missed.
   */
  double exponent() {
    double end = Math.log(seconds[SIZES - 1] / seconds[SIZES - 2]) / Math.log(2);
    return Math.min(slope(), end);
  }

  private double slope() {
    double slope = 0;
    double weights = 0;
    for (int i = 0; i < SIZES; i++) {
      double weight = i - (SIZES - 1) / 2.0;
      slope += weight * Math.log(seconds[i]);
      weights += weight * weight;
    }
    return slope / weights / Math.log(2);
  }

  boolean tooFast() {
    return exponent() > LIMIT;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%-60s %7d…%-8d", subject.name(), size, 8 * size));
    for (double each : seconds) {
      text.append(String.format(Locale.ROOT, " %6.2f", each));
    }
    return text.append(String.format(Locale.ROOT, "  N^%.2f", exponent())).toString();
  }
}
