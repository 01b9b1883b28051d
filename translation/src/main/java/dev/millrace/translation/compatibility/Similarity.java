/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import com.google.common.base.Splitter;
import com.google.common.collect.Lists;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How much names of transforms are alike. */
final class Similarity {
  private Similarity() {}

  /** The names that are most like {@code name}, the best first, at most {@code limit} of them. */
  static List<String> nearest(String name, Collection<String> names, int limit) {
    return names.stream()
        .sorted(
            Comparator.comparingInt((String one) -> -of(name, one))
                .thenComparing(Comparator.naturalOrder()))
        .limit(limit)
        .toList();
  }

  // Who renames a composite leaves what is in it as it is, and who renames a transform mostly
  // leaves a part of the name.
  private static int of(String a, String b) {
    Set<String> shared = new HashSet<>(parts(a));
    shared.retainAll(new HashSet<>(parts(b)));
    int before = 0;
    while (before < Math.min(a.length(), b.length()) && a.charAt(before) == b.charAt(before)) {
      before++;
    }
    return 100 * shared.size() + 10 * commonEnd(a, b) + before;
  }

  /** How many parts of two names, from the last one on, are the same. */
  static int commonEnd(String a, String b) {
    List<String> left = Lists.reverse(parts(a));
    List<String> right = Lists.reverse(parts(b));
    int same = 0;
    while (same < Math.min(left.size(), right.size()) && left.get(same).equals(right.get(same))) {
      same++;
    }
    return same;
  }

  private static List<String> parts(String name) {
    return Splitter.on('/').splitToList(name);
  }
}
