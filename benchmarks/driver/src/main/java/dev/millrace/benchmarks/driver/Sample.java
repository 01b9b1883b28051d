/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.workload.Query;

/**
 * One measured run.
 *
 * @param elements how many elements the sources had
 * @param repetition counted from 1
 */
record Sample(
    Query query, EngineSpec engine, long elements, int repetition, Measurement measurement) {}
