/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which stage needs which other stage first, be it for elements or for a side input.
 *
 * <p>Keeps the transitive closure, because stages gain dependencies while they grow and each time
 * the question is whether one more would close a cycle.
 */
final class StageDependencies {
  private final List<Set<Integer>> direct = new ArrayList<>();
  private final List<BitSet> all = new ArrayList<>();

  /** Adds a stage that needs no other. Stages are numbered from zero. */
  void addStage() {
    direct.add(new LinkedHashSet<>());
    all.add(new BitSet());
  }

  /**
   * Records that {@code stage} needs {@code needed}. The caller has seen to it that no cycle
   * arises.
   */
  void add(int stage, int needed) {
    if (!direct.get(stage).add(needed)) {
      return;
    }
    BitSet gained = (BitSet) all.get(needed).clone();
    gained.set(needed);
    all.get(stage).or(gained);
    for (BitSet other : all) {
      if (other.get(stage)) {
        other.or(gained);
      }
    }
  }

  /** Whether {@code stage} is {@code needed} or needs it, however indirectly. */
  boolean needs(int stage, int needed) {
    return stage == needed || all.get(stage).get(needed);
  }

  /** For each stage the stages it needs directly. */
  List<Set<Integer>> direct() {
    return direct;
  }
}
