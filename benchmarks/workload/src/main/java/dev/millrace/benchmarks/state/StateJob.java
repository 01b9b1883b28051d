/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.state;

import java.nio.file.Path;

/**
 * A job that updates values in state, one per key, and emits every update behind that.
 *
 * @param checkpoints the directory of its checkpoints; if it has some the job goes on from the
 *     latest
 * @param everyMillis how often it takes them
 */
public record StateJob(Updates updates, Path checkpoints, long everyMillis) {}
