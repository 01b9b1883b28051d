/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What was seen in runs of pipelines in this JVM, by run.
 *
 * <p>Threading: functions report from whatever threads runners call them on; reports of a run are
 * taken once nothing of it runs any more.
 */
public final class Sightings {
  private static final Map<String, Queue<Sighting>> BY_RUN = new ConcurrentHashMap<>();

  private Sightings() {}

  /**
   * Something that came out of a step.
   *
   * @param branch the number of the branch
   * @param text the step, the element, and everything that is known of it
   */
  public record Sighting(int branch, String text) implements Serializable {}

  /** Begins to keep what is seen in {@code run}. */
  public static void expect(Run run) {
    BY_RUN.put(run.id(), new ConcurrentLinkedQueue<>());
  }

  /** Reports; ignored if nobody waits for reports of {@code run} any more. */
  static void report(String run, Sighting sighting) {
    Queue<Sighting> sightings = BY_RUN.get(run);
    if (sightings != null) {
      sightings.add(sighting);
    }
  }

  /** Answers what was seen in {@code run}, in no particular order, and forgets it. */
  public static List<Sighting> take(Run run) {
    return List.copyOf(BY_RUN.remove(run.id()));
  }
}
