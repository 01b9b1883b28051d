/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

/**
 * How soon a job went on whose process had been killed.
 *
 * @param processMicros from the start of the new process to its first output
 * @param mainMicros from the beginning of {@code main} in it to its first output
 */
record Recovery(EngineSpec engine, long processMicros, long mainMicros) {}
