/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.checkpoint.Claims;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateSource;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.embedded.metrics.JobMetrics;
import dev.millrace.execution.embedded.schedule.BusyCount;
import dev.millrace.execution.embedded.sideinput.SideInputStore;
import dev.millrace.execution.embedded.storage.ColdTiers;
import dev.millrace.execution.embedded.task.CheckpointLedger;
import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.keying.Keyer;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What all tasks of a job have in common.
 *
 * @param name the job's name, unique in this process
 * @param options the pipeline's options
 * @param control what starts, stops and times the tasks
 * @param metrics the job's metrics
 * @param sideInputs the job's side inputs
 * @param spilling what tables need that do not fit in memory
 * @param tiers where state goes that has not been used lately, null if it stays on the heap
 * @param restored what the job begins with, null if it begins anew
 * @param checkpoints takes what tasks have to say to checkpoints
 */
record JobParts(
    String name,
    PipelineOptions options,
    Control control,
    JobMetrics metrics,
    SideInputStore sideInputs,
    Spilling spilling,
    @Nullable ColdTiers tiers,
    @Nullable StateSource restored,
    CheckpointLedger checkpoints) {

  /** What an instance of a stage begins with, and asks for by {@code claims}. */
  RestoredState restored(Claims claims, int instance, int parallelism) {
    return restored == null
        ? RestoredState.nothing()
        : RestoredState.of(restored, claims, instance, parallelism, Keyer.KEY_GROUPS);
  }

  /** What instances share of {@code state}, null if the job begins anew. */
  static RestoredState shared(@Nullable StateSource state) {
    return state == null
        ? RestoredState.nothing()
        : RestoredState.of(state, 0, 1, Keyer.KEY_GROUPS);
  }

  /**
   * What starts, stops and times tasks.
   *
   * @param activity counts those that are busy
   * @param stop stops them
   * @param clock tells the processing time
   */
  record Control(BusyCount activity, StopSignal stop, JobClock clock) {}
}
