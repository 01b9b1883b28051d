/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import dev.millrace.execution.observe.EndedJob;
import dev.millrace.execution.observe.ObservedJob;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The jobs that are shown: all that run, and the latest that have ended.
 *
 * <p>Threading: safe for use by all threads.
 */
final class JobRegistry {
  private static final int MOST_ENDED = 50;

  private final ConcurrentMap<String, ObservedJob> jobs = new ConcurrentHashMap<>();

  void running(ObservedJob job) {
    jobs.put(job.id(), job);
  }

  void ended(EndedJob job) {
    jobs.put(job.id(), job);
    List<EndedJob> ended =
        jobs.values().stream()
            .filter(EndedJob.class::isInstance)
            .map(EndedJob.class::cast)
            .sorted(Comparator.comparingLong(JobRegistry::endedMillis))
            .toList();
    for (EndedJob old : ended.subList(0, Math.max(0, ended.size() - MOST_ENDED))) {
      jobs.remove(old.id(), old);
    }
  }

  private static long endedMillis(EndedJob job) {
    Long millis = job.overview().endedMillis();
    return millis == null ? 0 : millis;
  }

  /** All jobs, the latest first. */
  List<ObservedJob> all() {
    return jobs.values().stream()
        .sorted(
            Comparator.comparingLong((ObservedJob job) -> job.overview().startedMillis())
                .thenComparing(ObservedJob::id)
                .reversed())
        .toList();
  }

  /**
   * The job of that id.
   *
   * @throws HttpError if there is none
   */
  ObservedJob get(String id) {
    ObservedJob job = jobs.get(id);
    if (job == null) {
      throw new HttpError(404, "There is no job " + id + " in this process");
    }
    return job;
  }
}
