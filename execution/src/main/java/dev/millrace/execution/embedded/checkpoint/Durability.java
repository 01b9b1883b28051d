/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a job begins with, where its checkpoints go, and what it does when it fails.
 *
 * @param from what to begin with, null to begin anew
 * @param target where checkpoints go, null to take none. It is closed when the job has ended
 * @param everyMillis how often a checkpoint is taken; 0 for only when it is asked for
 * @param restarts how often a job that fails begins again, and with what
 */
public record Durability(
    @Nullable JobImage from,
    @Nullable CheckpointTarget target,
    long everyMillis,
    Restarts restarts) {
  /** Of a job that begins anew and takes no checkpoints. */
  public static final Durability NONE = new Durability(null, null, 0);

  /** Of a job that does not begin again when it fails. */
  public Durability(@Nullable JobImage from, @Nullable CheckpointTarget target, long everyMillis) {
    this(from, target, everyMillis, Restarts.NONE);
  }
}
