/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.checkpoint.CheckpointTarget;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.translation.graph.StageGraph;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What each attempt of a job is made from.
 *
 * @param name the job's name, unique in this process
 * @param graph what to run
 * @param settings how to run it
 * @param options the pipeline's options
 * @param factory makes the instances of the stages
 * @param target where checkpoints go, null to take none
 * @param patience what is put up with of checkpoints
 * @param history what has happened to the job
 * @param loader the context class loader of all code of users
 */
record JobBlueprint(
    String name,
    StageGraph graph,
    JobSettings settings,
    PipelineOptions options,
    StageInstanceFactory factory,
    @Nullable CheckpointTarget target,
    Durability.Patience patience,
    JobHistory history,
    @Nullable ClassLoader loader) {}
