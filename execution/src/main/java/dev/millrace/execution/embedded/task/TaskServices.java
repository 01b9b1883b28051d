/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.embedded.metrics.TaskMetrics;
import dev.millrace.execution.embedded.sideinput.TaskSideInputs;
import dev.millrace.execution.embedded.storage.ColdTiers;
import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.embedded.work.StageQueues;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a job lends to one of its tasks.
 *
 * @param options the pipeline's options
 * @param clock the processing time of the job
 * @param metrics the metrics of the task
 * @param sideInputs the side inputs of the job
 * @param work the shared work of the stage
 * @param spilling what tables need that do not fit in memory
 * @param tiers where state goes that has not been used lately, null if it stays on the heap
 * @param restored what the task begins with
 * @param keeps the transforms of which the task keeps what nobody asks for of that, as no other
 *     stage does
 * @param checkpoints takes what the task has to say to checkpoints
 */
public record TaskServices(
    PipelineOptions options,
    JobClock clock,
    TaskMetrics metrics,
    TaskSideInputs sideInputs,
    StageQueues work,
    Spilling spilling,
    @Nullable ColdTiers tiers,
    RestoredState restored,
    Set<String> keeps,
    CheckpointLedger checkpoints) {}
