/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.run;

import dev.millrace.differential.build.Run;
import dev.millrace.differential.build.Sightings.Sighting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;

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

  /** What the committed counters of a {@linkplain Run#counting() run} tell. */
  static Outcome of(MetricResults metrics) {
    List<Sighting> sightings = new ArrayList<>();
    for (MetricResult<Long> counter : metrics.allMetrics().getCounters()) {
      MetricName name = counter.getName();
      if (Run.isOfBranch(name.getNamespace())) {
        Sighting sighting = new Sighting(Run.branch(name.getNamespace()), name.getName());
        sightings.addAll(Collections.nCopies(counter.getCommitted().intValue(), sighting));
      }
    }
    return of(sightings);
  }

  static Outcome failed(String failure) {
    return new Outcome(Map.of(), failure);
  }

  /** What {@code branch} put out. */
  public List<String> of(int branch) {
    return seen.getOrDefault(branch, List.of());
  }

  /** All that was seen, branch by branch. */
  public List<Sighting> sightings() {
    List<Sighting> all = new ArrayList<>();
    seen.forEach((branch, texts) -> texts.forEach(text -> all.add(new Sighting(branch, text))));
    return all;
  }

  /** What this one put out and {@code other} did not, or not as often, each with its branch. */
  public List<String> without(Outcome other) {
    List<String> rest = new ArrayList<>();
    seen.forEach(
        (branch, texts) -> {
          List<String> more = new ArrayList<>(texts);
          other.of(branch).forEach(more::remove);
          more.forEach(text -> rest.add("branch " + branch + ", " + text));
        });
    return rest;
  }

  /** Whether the run did not come to its end. */
  public boolean hasFailed() {
    return !failure.isEmpty();
  }
}
