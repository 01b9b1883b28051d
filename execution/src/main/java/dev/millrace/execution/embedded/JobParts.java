/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.embedded.metrics.JobMetrics;
import dev.millrace.execution.embedded.schedule.BusyCount;
import dev.millrace.execution.embedded.sideinput.SideInputStore;
import dev.millrace.execution.embedded.time.JobClock;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What all tasks of a job have in common.
 *
 * @param name the job's name, unique in this process
 * @param options the pipeline's options
 * @param control what starts, stops and times the tasks
 * @param metrics the job's metrics
 * @param sideInputs the job's side inputs
 * @param spilling what tables need that do not fit in memory
 */
record JobParts(
    String name,
    PipelineOptions options,
    Control control,
    JobMetrics metrics,
    SideInputStore sideInputs,
    Spilling spilling) {

  /**
   * What starts, stops and times tasks.
   *
   * @param activity counts those that are busy
   * @param stop stops them
   * @param clock tells the processing time
   */
  record Control(BusyCount activity, StopSignal stop, JobClock clock) {}
}
