/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.schedule.ThreadKind;

/** Under what conditions a case runs: each must lead to the same results. */
public enum Conditions {
  /** Everything comes to rest after each element; a bundle and a chunk are one element. */
  ONE_BY_ONE,
  /** As much at once as may be: bundles end when nothing is left to do. */
  IN_BULK,
  /** On threads, the output full after one or two elements, at random, no memory for groups. */
  WITH_FULL_OUTPUT;

  /** Whether the job comes to rest after each step of the script. */
  boolean restsBetweenSteps() {
    return this == ONE_BY_ONE;
  }

  JobSettings settings(int parallelism) {
    JobSettings settings = JobSettings.defaults(parallelism);
    return switch (this) {
      case ONE_BY_ONE ->
          settings
              .with(ThreadKind.INLINE)
              .with(new JobSettings.Bundles(1, 60_000))
              .with(JobSettings.Channels.of(1, 1));
      case IN_BULK ->
          settings.with(ThreadKind.INLINE).with(new JobSettings.Bundles(100_000, 60_000));
      case WITH_FULL_OUTPUT ->
          settings
              .with(new JobSettings.Bundles(100_000, 60_000))
              .with(Disturbance.channels(1, 2, 7))
              .with(new JobSettings.Memory(0, JobSettings.Memory.ofHeap().spillDirectory()));
    };
  }
}
