/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.MeasuredCheckpoint;
import dev.millrace.benchmarks.worker.StateMeasurement;
import java.util.List;

/**
 * A run of a job of large state.
 *
 * @param changedPercent how many of the keys were to be updated between two checkpoints
 * @param filledMicros how long it took until all keys had come
 * @param checkpoints those that were measured
 * @param measurement what updates took meanwhile
 */
record StateSample(
    EngineSpec engine,
    double changedPercent,
    long filledMicros,
    List<MeasuredCheckpoint> checkpoints,
    StateMeasurement measurement) {}
