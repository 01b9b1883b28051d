/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Beam's metrics as accumulators of Flink's. */
package dev.millrace.flink.metrics;
