/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.util.List;

/**
 * What a checkpoint is made of.
 *
 * @param id greater than those of all earlier checkpoints in the directory
 * @param segments in the order in which their operations count
 */
public record Manifest(long id, CheckpointKind kind, CheckpointInfo info, List<Segment> segments) {
  /** A copy that later changes to {@code segments} do not reach. */
  public Manifest {
    segments = List.copyOf(segments);
  }
}
