/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What has become of a job's checkpoints since it began, or last began again, in this process.
 *
 * @param published how many were published
 * @param failed how many came to nothing
 * @param latest the latest one that was published, null if none was
 */
public record CheckpointCounts(
    long published, long failed, @Nullable CheckpointStatistics latest) {}
