/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds which new transform may be an old one that was renamed. */
final class RenameHints {
  private static final int MOST = 3;

  private final PlanSignature after;
  private final Set<String> taken = new HashSet<>();

  RenameHints(PlanSignature before, PlanSignature after, NameMapping mapping) {
    this.after = after;
    before.names().forEach(old -> mapping.of(old).ifPresent(taken::add));
  }

  /** The new transforms that could go on from what {@code old} has left, the likeliest first. */
  List<String> candidates(String old, TransformSignature signature) {
    return Similarity.nearest(
        old,
        after.transforms().entrySet().stream()
            .filter(entry -> !taken.contains(entry.getKey()))
            .filter(
                entry ->
                    new TransformComparison(old, signature, entry.getValue(), false)
                        .offences()
                        .isEmpty())
            .map(Map.Entry::getKey)
            .toList(),
        MOST);
  }

  /** What to do about {@code old}, which is gone. */
  String remedy(String old, List<String> candidates) {
    String gone =
        "allow that its state is dropped: "
            + NameMapping.OPTION
            + "={"
            + quoted(old)
            + ":\"\"} for this one alone";
    if (candidates.isEmpty()) {
      return "If it was renamed, say what it is called now with "
          + NameMapping.OPTION
          + "; if it is gone for good, "
          + gone;
    }
    return "If it was renamed, say so: "
        + candidates.stream().map(name -> mapping(old, name)).collect(Collectors.joining(" or "))
        + "; if it is gone for good, "
        + gone;
  }

  // Where a composite was renamed, that is what the user wants to say.
  private String mapping(String old, String name) {
    int same = Similarity.commonEnd(old, name);
    String from = withoutEnd(old, same);
    String to = withoutEnd(name, same);
    boolean composite =
        !from.isEmpty()
            && !to.isEmpty()
            && after.names().stream().noneMatch(one -> one.startsWith(from + "/"));
    return NameMapping.OPTION
        + "={"
        + (composite ? quoted(from) + ":" + quoted(to) : quoted(old) + ":" + quoted(name))
        + "}";
  }

  private static String withoutEnd(String name, int parts) {
    String left = name;
    for (int i = 0; i < parts; i++) {
      left = left.substring(0, Math.max(0, left.lastIndexOf('/')));
    }
    return left;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
