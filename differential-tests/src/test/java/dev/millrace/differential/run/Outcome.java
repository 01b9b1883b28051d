/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.run;

import dev.millrace.differential.build.Sightings.Sighting;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of a run.
 *
 * @param seen what each branch put out, sorted; empty if the run failed
 * @param failure why it failed, empty if it did not
 */
public record Outcome(Map<Integer, List<String>> seen, String failure) {

  static Outcome of(Collection<Sighting> sightings) {
    Map<Integer, List<String>> seen =
        sightings.stream()
            .collect(
                Collectors.groupingBy(
                    Sighting::branch,
                    TreeMap::new,
                    Collectors.mapping(
                        Sighting::text,
                        Collectors.collectingAndThen(
                            Collectors.toList(), texts -> texts.stream().sorted().toList()))));
    return new Outcome(seen, "");
  }

  static Outcome failed(String failure) {
    return new Outcome(Map.of(), failure);
  }

  /** What {@code branch} put out. */
  public List<String> of(int branch) {
    return seen.getOrDefault(branch, List.of());
  }

  /** Whether the run did not come to its end. */
  public boolean hasFailed() {
    return !failure.isEmpty();
  }
}
