/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.loops;

import dev.millrace.benchmarks.workload.Functions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * What belongs to each window and key. A window is named by its last millisecond.
 *
 * @param <V> what a window keeps for a key
 */
final class KeyedValues<V> {
  /** The window of queries that have none. */
  static final long GLOBAL = Long.MAX_VALUE;

  private final Map<Long, Map<Long, V>> windows = new HashMap<>();
  private final Supplier<V> empty;
  private long lastWindow;
  private Map<Long, V> lastKeys;

  KeyedValues(Supplier<V> empty) {
    this.empty = empty;
  }

  /** The fold of the values of a list. */
  static long fold(LongList values) {
    long folded = 0;
    for (int i = 0; i < values.size(); i++) {
      folded = Functions.fold(folded, values.get(i));
    }
    return folded;
  }

  /** What is kept for a window and key. */
  V at(long window, long key) {
    if (lastKeys == null || lastWindow != window) {
      lastWindow = window;
      lastKeys = windows.computeIfAbsent(window, w -> new HashMap<>());
    }
    V found = lastKeys.get(key);
    if (found == null) {
      found = empty.get();
      lastKeys.put(key, found);
    }
    return found;
  }

  /** Adds all of {@code other}; {@code both} joins what is on either side. */
  void merge(KeyedValues<V> other, BinaryOperator<V> both) {
    other.windows.forEach(
        (window, keys) -> {
          Map<Long, V> mine = windows.putIfAbsent(window, keys);
          if (mine != null) {
            keys.forEach((key, value) -> mine.merge(key, value, both));
          }
        });
    lastKeys = null;
  }

  void forEach(Visitor<V> visitor) {
    windows.forEach(
        (window, keys) -> keys.forEach((key, value) -> visitor.visit(window, key, value)));
  }

  /**
   * Sees every window and key.
   *
   * @param <V> what is kept for them
   */
  interface Visitor<V> {
    void visit(long window, long key, V value);
  }
}
