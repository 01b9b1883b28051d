/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.workload;

/** The hashes that sinks sum up, the same for every engine. */
public final class Hash {
  private Hash() {}

  /** A bijection of numbers that scatters neighbours: the finaliser of SplitMix64. */
  public static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The hash of a string. */
  public static long of(String value) {
    return mix(value.hashCode());
  }

  /** The hash of a pair. */
  public static long of(long first, long second) {
    return mix(first * 31 + mix(second));
  }

  /** The hash of a pair. */
  public static long of(String first, long second) {
    return of(first.hashCode(), second);
  }
}
