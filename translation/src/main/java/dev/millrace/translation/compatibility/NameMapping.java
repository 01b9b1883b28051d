/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.plan.Offence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The user's mapping of old names of transforms to new ones.
 *
 * <p>As Dataflow has it, a name stands for the transform that has it and for all transforms in the
 * composite that has it; the longest that fits counts. An empty new name says that the transform is
 * gone. Names that are not mentioned stay.
 */
final class NameMapping {
  static final String OPTION = "--transformNameMapping";

  private final Map<String, String> mapping;

  NameMapping(Map<String, String> mapping) {
    this.mapping = new TreeMap<>(mapping);
  }

  /** What {@code old} is called now; empty if the user says that it is gone. */
  Optional<String> of(String old) {
    for (String prefix = old; !prefix.isEmpty(); prefix = composite(prefix)) {
      String name = mapping.get(prefix);
      if (name != null) {
        return name.isEmpty()
            ? Optional.empty()
            : Optional.of(name + old.substring(prefix.length()));
      }
    }
    return Optional.of(old);
  }

  private static String composite(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  /** What is wrong with the mapping, for these old and new names of transforms. */
  List<Offence> offences(Collection<String> oldNames, Collection<String> newNames) {
    List<Offence> offences = new ArrayList<>();
    mapping.forEach(
        (from, to) -> {
          if (!isThere(from, oldNames)) {
            offences.add(unknown(from, "the pipeline of the checkpoint", oldNames));
          }
          if (!to.isEmpty() && !isThere(to, newNames)) {
            offences.add(unknown(to, "this pipeline", newNames));
          }
        });
    offences.addAll(collisions(oldNames, newNames));
    return offences;
  }

  private static boolean isThere(String name, Collection<String> names) {
    return names.stream().anyMatch(one -> one.equals(name) || one.startsWith(name + "/"));
  }

  private static Offence unknown(String name, String where, Collection<String> names) {
    String nearest =
        Similarity.nearest(name, names, 3).stream()
            .map(one -> '"' + one + '"')
            .reduce((a, b) -> a + ", " + b)
            .orElse("none");
    return new Offence(
        OPTION,
        "no transform of " + where + " is called \"" + name + "\" or is in one of that name",
        "Give the full name of a transform or composite; those that are most like it are "
            + nearest);
  }

  private List<Offence> collisions(Collection<String> oldNames, Collection<String> newNames) {
    SortedMap<String, List<String>> byNewName = new TreeMap<>();
    for (String old : oldNames) {
      of(old)
          .filter(newNames::contains)
          .ifPresent(name -> byNewName.computeIfAbsent(name, n -> new ArrayList<>()).add(old));
    }
    List<Offence> offences = new ArrayList<>();
    byNewName.forEach(
        (name, olds) -> {
          if (olds.size() > 1) {
            offences.add(
                new Offence(
                    OPTION,
                    "several transforms of the checkpoint would be \"" + name + "\": " + olds,
                    "Map one of them to it, and the others elsewhere or to \"\""));
          }
        });
    return offences;
  }
}
