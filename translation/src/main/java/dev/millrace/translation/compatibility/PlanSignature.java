/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.graph.StageGraph;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a pipeline the state in its checkpoints depends on. Stages do not come into it, so that
 * one pipeline has the same however it is fused; nor do user functions, options and display data.
 *
 * @param keyGroups how many key groups the state of keys is in
 * @param transforms the transforms that may have state or progress, by full name
 * @param others the full names of all other transforms, but for those that only flatten
 */
record PlanSignature(
    int keyGroups, SortedMap<String, TransformSignature> transforms, SortedSet<String> others) {
  PlanSignature {
    transforms = Collections.unmodifiableSortedMap(new TreeMap<>(transforms));
    others = Collections.unmodifiableSortedSet(new TreeSet<>(others));
  }

  /** The signature of {@code graph}. */
  static PlanSignature of(StageGraph graph, int keyGroups) {
    return TransformSignatures.of(graph, keyGroups);
  }

  /** The full names of all transforms but those that only flatten. */
  SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>(others);
    names.addAll(transforms.keySet());
    return names;
  }
}
