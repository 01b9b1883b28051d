/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a job begins with, and where its checkpoints go.
 *
 * @param from what to begin with, null to begin anew
 * @param target where checkpoints go, null to take none
 * @param everyMillis how often a checkpoint is taken; 0 for only when it is asked for
 */
public record Durability(
    @Nullable JobImage from, @Nullable CheckpointTarget target, long everyMillis) {
  /** Of a job that begins anew and takes no checkpoints. */
  public static final Durability NONE = new Durability(null, null, 0);
}
