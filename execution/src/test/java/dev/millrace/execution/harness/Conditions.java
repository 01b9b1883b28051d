/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import dev.millrace.execution.cold.SortedMapStores;
import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.schedule.ThreadKind;

/** Under what conditions a case runs: each must lead to the same results. */
public enum Conditions {
  /** Everything comes to rest after each element; a bundle and a chunk are one element. */
  ONE_BY_ONE,
  /** As much at once as may be: bundles end when nothing is left to do. */
  IN_BULK,
  /** On threads, the output full after one or two elements, at random, no memory for groups. */
  WITH_FULL_OUTPUT,
  /** As {@link #ONE_BY_ONE}; keyed state is in a store but for the row that is worked on. */
  WITH_COLD_STATE,
  /**
   * As {@link #ONE_BY_ONE}; after each step the job is restored, as another that begins from it.
   */
  RESTORED,
  /** As {@link #RESTORED}, where the stage is a parallel one, with another number of instances. */
  RESCALED;

  private static final int[] PARALLELISMS = {1, 3, 2};

  /** Whether the job comes to rest after each step of the script. */
  boolean restsBetweenSteps() {
    return this == ONE_BY_ONE || this == WITH_COLD_STATE || isRestored();
  }

  /** Whether the job is restored after each step of the script. */
  boolean isRestored() {
    return this == RESTORED || this == RESCALED;
  }

  /** How many instances the {@code attempt}-th job has, of a stage that is to have some. */
  int parallelism(int attempt, int wanted) {
    return this == RESCALED && wanted > 1 ? PARALLELISMS[attempt % PARALLELISMS.length] : wanted;
  }

  JobSettings settings(int parallelism) {
    JobSettings settings = JobSettings.defaults(parallelism);
    return switch (this) {
      case ONE_BY_ONE, RESTORED, RESCALED ->
          settings
              .with(ThreadKind.INLINE)
              .with(new JobSettings.Bundles(1, 60_000))
              .with(JobSettings.Channels.of(1, 1));
      case IN_BULK ->
          settings.with(ThreadKind.INLINE).with(new JobSettings.Bundles(100_000, 60_000));
      case WITH_COLD_STATE ->
          settings
              .with(ThreadKind.INLINE)
              .with(new JobSettings.Bundles(1, 60_000))
              .with(JobSettings.Channels.of(1, 1))
              .with(new JobSettings.StateStorage(new SortedMapStores(), 0, 0));
      case WITH_FULL_OUTPUT ->
          settings
              .with(new JobSettings.Bundles(100_000, 60_000))
              .with(Disturbance.channels(1, 2, 7))
              .with(new JobSettings.Memory(0, JobSettings.Memory.ofHeap().spillDirectory()));
    };
  }
}
