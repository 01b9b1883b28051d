/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.workload;

import java.util.function.Consumer;

/** What queries do to elements: the user's code, the same on every engine. */
public final class Functions {
  private static final int SAMPLED = 410;

  private Functions() {}

  /** Whether a line belongs to the two in five that {@link Query#SAMPLE} keeps. */
  public static boolean isSampled(String line) {
    return (Hash.of(line) & 1023) < SAMPLED;
  }

  /** The second field of a line. */
  public static String project(String line) {
    int from = line.indexOf('\t') + 1;
    return line.substring(from, line.indexOf('\t', from));
  }

  /** Whether {@link Query#GREP} keeps a line. */
  public static boolean matches(String line) {
    return line.contains(Data.NEEDLE);
  }

  /** Gives every word of a line to {@code words}, in order. */
  public static void split(String line, Consumer<String> words) {
    int from = 0;
    for (int space = line.indexOf(' '); space >= 0; space = line.indexOf(' ', from)) {
      words.accept(line.substring(from, space));
      from = space + 1;
    }
    words.accept(line.substring(from));
  }

  /** Adds a value to a fold, which begins at 0; the order of values makes no difference. */
  public static long fold(long folded, long value) {
    return folded + value * value + 1;
  }

  /**
   * Marks the result of a window, whose last millisecond is {@code maxMillis}, with that window.
   */
  public static long inWindow(long result, long maxMillis) {
    return result ^ Hash.mix(maxMillis);
  }

  /** The result of a key of {@link Query#CO_GROUP} from the folds of its two sides. */
  public static long join(long left, long right) {
    return left * 31 + right;
  }
}
